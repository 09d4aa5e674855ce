import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import {
  type CheckResult,
  debugRunV1,
  type DebugRunV2,
  debugRunV2,
  MINUTE_MS,
  probeSpecFromV1,
} from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, provisionStreams } from '@wakeful/messaging';
import { createDataSource } from '@wakeful/persistence';
import { createLogger, OutageLog } from '@wakeful/platform';
import { aCheckResult, aProbeSpec, createTestDatabase, type TestDatabase, waitFor } from '@wakeful/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { LearnGoodChecks } from '../baselines/learn-good-checks.js';
import { insertMonitor, type TestMonitor } from '../maintenance.fixture.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { AdmitResults } from '../recording/admit-results.js';
import { DayPartitions } from '../recording/day-partitions.js';
import { Locations } from '../recording/locations.js';
import { RecordResults } from '../recording/record-results.js';
import { StoreSteady } from '../recording/store-steady.js';
import { askForDelayed } from './ask-for-delayed.js';
import { AskForSessions } from './ask-for-sessions.js';
import { insertSession, type SessionFields, sessionsOf } from './debug-sessions.fixture.js';

const logger = createLogger('test', 'fatal');
const outages = new OutageLog(logger);
const T0_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 60 * MINUTE_MS;

let database: TestDatabase;
let nats: NatsServer;
let dataSource: DataSource;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let bus: MessageBus;
let relay: OutboxRelay;
let monitor: TestMonitor;

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  dataSource = await createDataSource(database.url, 'test', 5).initialize();
  connection = await connectToNats({ url: nats.url, name: 'test' });
  bus = new MessageBus(connection, logger);
});
afterAll(async () => {
  await connection.close();
  await dataSource.destroy();
  await Promise.all([nats.stop(), database.drop()]);
});
beforeEach(async () => {
  await provisionStreams({ url: nats.url, name: 'test' });
  relay = new OutboxRelay(dataSource, bus, logger, outages);
  monitor = await insertMonitor(dataSource, { fromMs: T0_MS, debugOnDown: true });
});
afterEach(async () => {
  await relay.onModuleDestroy();
  await dataSource.query('DELETE FROM monitors; DELETE FROM outbox;');
  const manager = await jetstreamManager(connection);
  for (const stream of ['DEBUG', 'EVENTS', 'CONTROL']) await manager.streams.delete(stream);
});

const learnGoodChecks = new LearnGoodChecks();
const recorder = (options: { minIntervalSeconds?: number; outbox?: OutboxRelay } = {}): RecordResults =>
  new RecordResults(
    dataSource,
    bus,
    options.outbox ?? relay,
    new AskForSessions(options.minIntervalSeconds ?? 300),
    learnGoodChecks,
    new StoreSteady(
      dataSource,
      new AdmitResults(new Locations(dataSource), new DayPartitions(dataSource, 'checks', 30)),
      learnGoodChecks,
    ),
  );

/** Results of slot after slot: u = up, d = down. Three bad ones in a row open a window, two good ones close it. */
const story = (letters: string, from = 0): CheckResult[] =>
  [...letters].map((letter, index) =>
    aCheckResult({
      monitorId: monitor.id,
      scheduledAt: new Date(T0_MS + (from + index) * MINUTE_MS).toISOString(),
      status: letter === 'u' ? 'up' : 'down',
      reason: letter === 'u' ? null : 'http_status',
    }),
  );

/** What was asked for under either version, in the words of the newer one. */
async function asked(): Promise<DebugRunV2[]> {
  await waitFor(async () => (await dataSource.query<unknown[]>('SELECT 1 FROM outbox')).length === 0, {
    what: 'an empty outbox',
  });
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info('DEBUG');
  const runs: DebugRunV2[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq && seq > 0; seq++) {
    const message = await manager.streams.getMessage('DEBUG', { seq });
    if (message?.subject === 'debug.run.v2') runs.push(debugRunV2.schema.parse(message.json()));
    else if (message) {
      const run = debugRunV1.schema.parse(message.json());
      runs.push({ ...run, spec: probeSpecFromV1(run.spec) });
    }
  }
  return runs;
}

const sessions = async (): Promise<[string, string][]> =>
  (await sessionsOf(dataSource, monitor.id)).map(({ moment, state }) => [moment, state]);
const first = async (): Promise<SessionFields | undefined> => (await sessionsOf(dataSource, monitor.id))[0];
const allAsked = async (): Promise<number> =>
  (await dataSource.query<unknown[]>('SELECT 1 FROM debug_sessions')).length;

describe('asking for debug sessions', () => {
  it('asks for one when a window opens, with all that a browser needs', async () => {
    await recorder().run(story('uddd'));
    const session = await first();
    const [window] = await dataSource.query<{ id: string }[]>('SELECT id FROM downtime_windows');
    expect(session).toMatchObject({
      session_key: `window/${window?.id}/opened`,
      window_id: window?.id,
      state: 'queued',
      url: `http://127.0.0.1:9/${monitor.id}`,
    });
    expect(await asked()).toMatchObject([
      {
        sessionId: session?.id,
        monitorId: monitor.id,
        moment: 'opened',
        requestedAt: session?.requested_at.toISOString(),
        spec: aProbeSpec({ url: `http://127.0.0.1:9/${monitor.id}` }),
      },
    ]);
  });

  it('asks once more when it closes', async () => {
    await recorder().run(story('uddd'));
    await recorder().run(story('duu', 4));
    expect(await sessions()).toEqual([
      ['opened', 'queued'],
      ['closed', 'queued'],
    ]);
    expect((await asked()).map(({ moment }) => moment)).toEqual(['opened', 'closed']);
  });

  it('asks for nothing of a monitor that does not want it', async () => {
    await dataSource.query('UPDATE monitors SET debug_on_down = false');
    await recorder().run(story('uddduu'));
    expect([await sessions(), await asked()]).toEqual([[], []]);
  });

  it('skips a window that opens too soon after the one before, and says why; its closing too', async () => {
    await recorder().run(story('uddd'));
    for (const [letters, from] of [
      ['uu', 4],
      ['ddd', 6],
      ['uu', 9],
    ] as const) {
      await recorder().run(story(letters, from));
    }
    const [, , skipped, ...others] = await sessionsOf(dataSource, monitor.id);
    expect(skipped).toMatchObject({ moment: 'opened', state: 'skipped', success: null });
    expect(skipped?.error).toMatch(/less than 300 seconds before/);
    expect(others).toEqual([]);
    expect((await asked()).map(({ moment }) => moment)).toEqual(['opened', 'closed']);
  });

  it('visits one that was skipped when the interval is over and it lasts, once', async () => {
    await recorder().run(story('uddduuddd'));
    expect(await askForDelayed(dataSource, 300, new Date())).toBe(0);
    const later = new Date(Date.now() + 301_000);
    const counts = await Promise.all([1, 2].map(() => askForDelayed(dataSource, 300, later)));
    expect(counts.toSorted()).toEqual([0, 1]);
    relay.poke();
    expect((await sessions()).toSorted()).toEqual([
      ['closed', 'queued'],
      ['opened', 'queued'],
      ['opened', 'queued'],
    ]);
    expect((await asked()).map(({ moment }) => moment).toSorted()).toEqual(['closed', 'opened', 'opened']);
  });

  it('does not visit one that was skipped and is over', async () => {
    await recorder().run(story('uddduuddduu'));
    expect(await askForDelayed(dataSource, 300, new Date(Date.now() + 301_000))).toBe(0);
  });

  it('skips within one batch as over several', async () => {
    await recorder().run(story('uddduuddduu'));
    expect((await sessions()).toSorted()).toEqual([
      ['closed', 'queued'],
      ['opened', 'queued'],
      ['opened', 'skipped'],
    ]);
    expect(await asked()).toHaveLength(2);
  });

  it('asks again when the last visit is long enough ago, whatever was skipped since', async () => {
    await recorder().run(story('uddduuddduu'));
    await dataSource.query(
      `UPDATE debug_sessions SET requested_at = requested_at - interval '301 seconds' WHERE state <> 'skipped'`,
    );
    await recorder().run(story('ddd', 11));
    expect((await sessions()).at(-1)).toEqual(['opened', 'queued']);
  });

  it('never skips when the interval is 0, and does not count what people asked for', async () => {
    await insertSession(dataSource, { monitorId: monitor.id });
    await recorder().run(story('uddd'));
    await recorder({ minIntervalSeconds: 0 }).run(story('uuddduu', 4));
    expect((await sessions()).filter(([, state]) => state === 'queued')).toHaveLength(5);
    expect(await asked()).toHaveLength(4);
  });

  it('goes by each monitor for itself', async () => {
    await recorder().run(story('uddd'));
    monitor = await insertMonitor(dataSource, { fromMs: T0_MS, debugOnDown: true });
    await recorder().run(story('uddd'));
    expect(await sessions()).toEqual([['opened', 'queued']]);
  });

  it('asks once for each moment, although two recorders get the same results at once, again and again', async () => {
    const monitors = await Promise.all(
      Array.from({ length: 10 }, () => insertMonitor(dataSource, { fromMs: T0_MS, debugOnDown: true })),
    );
    const batch = monitors.flatMap((one) => story('uddduu').map((result) => ({ ...result, monitorId: one.id })));
    const recorders = [recorder(), recorder(), recorder()];
    await Promise.all(recorders.map((one) => one.run(batch)));
    await Promise.all(recorders.map((one) => one.run(batch.toReversed())));
    expect(await allAsked()).toBe(20);
    expect(await asked()).toHaveLength(20);
  });

  it('has no question for the database when no window opens or closes', async () => {
    const manager = { query: () => Promise.reject(new Error('asked')) } as unknown as EntityManager;
    expect(await new AskForSessions(300).execute(manager, [])).toEqual([]);
  });

  it('leaves a session out when their queue is full, and the alarms go on', async () => {
    const manager = await jetstreamManager(connection);
    await manager.streams.update('DEBUG', { max_msgs: 1 });
    await bus.publish(debugRunV2, {
      sessionId: monitor.id,
      monitorId: monitor.id,
      moment: 'manual',
      requestedAt: new Date().toISOString(),
      spec: aProbeSpec(),
    });
    await recorder().run(story('uddd'));
    expect((await asked()).map(({ moment }) => moment)).toEqual(['manual']);
    expect((await manager.streams.info('EVENTS')).state.messages).toBe(3);
    expect(await sessions()).toEqual([['opened', 'queued']]);
  });
});

describe('a recorder that dies', () => {
  it('before the commit: the window and its session come together when the results come again', async () => {
    const doomed = recorder();
    await dataSource.query('ALTER TABLE outbox ADD CONSTRAINT broken CHECK (false) NOT VALID');
    await expect(doomed.run(story('uddd'))).rejects.toThrow('broken');
    await dataSource.query('ALTER TABLE outbox DROP CONSTRAINT broken');
    expect([await allAsked(), await dataSource.query('SELECT 1 FROM downtime_windows')]).toEqual([0, []]);
    await recorder().run(story('uddd'));
    expect(await sessions()).toEqual([['opened', 'queued']]);
  });

  it('between commit and publish: the next one publishes the session, once', async () => {
    const deadRelay = { poke: () => undefined } as unknown as OutboxRelay;
    await recorder({ outbox: deadRelay }).run(story('uddd'));
    expect(await sessions()).toEqual([['opened', 'queued']]);
    relay.onApplicationBootstrap();
    expect(await asked()).toHaveLength(1);
    await recorder().run(story('uddd'));
    expect(await asked()).toHaveLength(1);
  });
});
