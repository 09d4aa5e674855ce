import { type CheckResult, MINUTE_MS } from '@wakeful/contracts';
import { startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, provisionStreams } from '@wakeful/messaging';
import { createDataSource } from '@wakeful/persistence';
import { createLogger, OutageLog } from '@wakeful/platform';
import { aCheckResult, createTestDatabase } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { LearnGoodChecks } from '../baselines/learn-good-checks.js';
import { AskForSessions } from '../debug-sessions/ask-for-sessions.js';
import type { TestMonitor } from '../maintenance.fixture.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { AdmitResults } from './admit-results.js';
import { DayPartitions } from './day-partitions.js';
import { Locations } from './locations.js';
import { RecordResults } from './record-results.js';
import { StoreSteady } from './store-steady.js';

const RETENTION_DAYS = 30;
/** The start of an hour that is under way or has just ended, so that partitions are there. */
export const T0_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 60 * MINUTE_MS;

export interface StoredWindow {
  startedMs: number;
  endedMs: number | null;
  affectedChecks: number;
}

/** Records results into real Postgres; what is to be published stays in the outbox. */
export interface RecordingRig extends AsyncDisposable {
  readonly dataSource: DataSource;
  readonly recordResults: RecordResults;
  /** Reads and judges each monitor, also those of which nothing changes. */
  readonly judgeAll: RecordResults;
  readonly bus: MessageBus;
  /** What a recorder of its own needs to find this database and this NATS. */
  readonly environment: { readonly DATABASE_URL: string; readonly NATS_URL: string };
  windowsOf(monitor: TestMonitor): Promise<(StoredWindow & { id: string; correctedAt: Date | null })[]>;
  /** Of the outbox, oldest first. */
  news(): Promise<{ message: string; payload: Record<string, unknown> }[]>;
}

export async function startRecordingRig(): Promise<RecordingRig> {
  const [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  await provisionStreams({ url: nats.url, name: 'test' });
  const dataSource = await createDataSource(database.url, 'test', 5).initialize();
  const connection = await connectToNats({ url: nats.url, name: 'test' });
  const logger = createLogger('test', 'fatal');
  const bus = new MessageBus(connection, logger);
  // Not started, and what pokes it is not there: the outbox is looked at.
  const relay = new OutboxRelay(dataSource, bus, logger, new OutageLog(logger));
  relay.poke = () => undefined;
  const admit = new AdmitResults(new Locations(dataSource), new DayPartitions(dataSource, 'checks', RETENTION_DAYS));
  const learnGoodChecks = new LearnGoodChecks();
  const recorderWith = (steady: Pick<StoreSteady, 'execute'>): RecordResults =>
    new RecordResults(dataSource, bus, relay, new AskForSessions(300), learnGoodChecks, steady);
  return {
    dataSource,
    bus,
    environment: { DATABASE_URL: database.url, NATS_URL: nats.url },
    recordResults: recorderWith(new StoreSteady(dataSource, admit, learnGoodChecks)),
    judgeAll: recorderWith({ execute: async (results) => ({ stored: [], others: await admit.execute(results) }) }),
    windowsOf: ({ id }) =>
      dataSource.query(
        `SELECT id, (extract(epoch FROM started_at) * 1000)::float8 AS "startedMs",
                (extract(epoch FROM ended_at) * 1000)::float8 AS "endedMs", affected_checks AS "affectedChecks",
                corrected_at AS "correctedAt"
           FROM downtime_windows WHERE monitor_id = $1 ORDER BY started_at`,
        [id],
      ),
    news: () => dataSource.query('SELECT message, payload FROM outbox ORDER BY id'),
    async [Symbol.asyncDispose]() {
      await connection.close();
      await dataSource.destroy();
      await Promise.all([nats.stop(), database.drop()]);
    },
  };
}

const STATUSES: Record<string, CheckResult['status']> = { u: 'up', g: 'degraded', d: 'down', '?': 'unknown' };

/** The result of a monitor's slot `minute`: u = up, g = degraded, d = down, ? = unknown. */
export function resultOf(
  { id: monitorId }: TestMonitor,
  minute: number,
  letter: string,
  overrides: Partial<CheckResult> = {},
): CheckResult {
  const status = STATUSES[letter];
  if (!status) throw new RangeError(`no status for ${letter}`);
  const isDown = status === 'down';
  return aCheckResult({
    monitorId,
    scheduledAt: new Date(T0_MS + minute * MINUTE_MS).toISOString(),
    status,
    reason: isDown ? 'http_status' : null,
    detail: isDown ? `HTTP 502 in minute ${minute} (expected 2xx)` : '',
    httpStatus: isDown ? 502 : 200,
    ...overrides,
  });
}
