import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { checkCompletedV1, type CheckResult, MINUTE_MS } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, MessageConsumer, provisionStreams } from '@wakeful/messaging';
import { createDataSource } from '@wakeful/persistence';
import { createLogger, OutageLog } from '@wakeful/platform';
import { aCheckResult, createTestDatabase, type TestDatabase, waitFor } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { LearnGoodChecks } from '../baselines/learn-good-checks.js';
import { AskForSessions } from '../debug-sessions/ask-for-sessions.js';
import { insertMonitor, type TestMonitor } from '../maintenance.fixture.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { settleGaps } from '../settling/settle-gaps.js';
import { AdmitResults } from './admit-results.js';
import { DayPartitions } from './day-partitions.js';
import { Locations } from './locations.js';
import { RecordResults } from './record-results.js';
import { StoreSteady } from './store-steady.js';

const RETENTION_DAYS = 30;
const logger = createLogger('test', 'fatal');
const outages = new OutageLog(logger);
/** The start of an hour that is under way or has just ended, so that partitions are there. */
const T0_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 60 * MINUTE_MS;

type Connection = Awaited<ReturnType<typeof connectToNats>>;

let database: TestDatabase;
let nats: NatsServer;
let dataSource: DataSource;
let connection: Connection;
let bus: MessageBus;
let relay: OutboxRelay;
let recordResults: RecordResults;
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
  recordResults = recorderWith(relay);
  monitor = await insertMonitor(dataSource, { fromMs: T0_MS });
});
afterEach(async () => {
  await relay.onModuleDestroy();
  await dataSource.query('DELETE FROM monitors; DELETE FROM outbox;');
  const manager = await jetstreamManager(connection);
  for (const stream of ['RESULTS', 'EVENTS', 'CONTROL']) await manager.streams.delete(stream);
});

const learnGoodChecks = new LearnGoodChecks();
const recorderWith = (outboxRelay: OutboxRelay): RecordResults =>
  new RecordResults(
    dataSource,
    bus,
    outboxRelay,
    new AskForSessions(300),
    learnGoodChecks,
    new StoreSteady(
      dataSource,
      new AdmitResults(new Locations(dataSource), new DayPartitions(dataSource, 'checks', RETENTION_DAYS)),
      learnGoodChecks,
    ),
  );

/** The result of the monitor's slot `minute`: u = up, d = down, ? = unknown. */
function resultAt(minute: number, letter = 'u', overrides: Partial<CheckResult> = {}): CheckResult {
  const status = letter === 'u' ? 'up' : letter === 'd' ? 'down' : 'unknown';
  return aCheckResult({
    monitorId: monitor.id,
    scheduledAt: new Date(T0_MS + minute * MINUTE_MS).toISOString(),
    status,
    reason: status === 'down' ? 'http_status' : null,
    detail: status === 'down' ? 'HTTP 502 Bad Gateway (expected 2xx)' : '',
    httpStatus: status === 'down' ? 502 : 200,
    ...overrides,
  });
}

const story = (letters: string, from = 0): CheckResult[] =>
  [...letters].map((letter, index) => resultAt(from + index, letter));

interface State {
  state: number;
  failures: number;
  affected_checks: number;
  last_slot_at: Date;
  window_id: string | null;
}
const stateOf = async (): Promise<State | undefined> =>
  (await dataSource.query<State[]>('SELECT * FROM monitor_state WHERE monitor_id = $1', [monitor.id]))[0];
const storedCount = async (): Promise<number> =>
  (
    await dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM checks WHERE monitor_key = $1', [
      monitor.key,
    ])
  )[0]?.n ?? NaN;
interface WindowRow {
  started_at: Date;
  ended_at: Date | null;
  last_good_at: Date | null;
  affected_checks: number;
  reasons: string[];
  first_failure: { detail: string };
}
const windowsOf = (): Promise<WindowRow[]> =>
  dataSource.query('SELECT * FROM downtime_windows WHERE monitor_id = $1 ORDER BY started_at', [monitor.id]);

async function messagesIn(stream: string): Promise<{ subject: string; body: Record<string, unknown> }[]> {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info(stream);
  const messages = [];
  for (let seq = state.first_seq; seq <= state.last_seq && seq > 0; seq++) {
    const message = await manager.streams.getMessage(stream, { seq });
    if (message) messages.push({ subject: message.subject, body: message.json<Record<string, unknown>>() });
  }
  return messages;
}

describe('recording results', () => {
  it('stores every check once, however often it comes', async () => {
    const results = story('uuduu');
    await recordResults.run(results);
    const first = await stateOf();
    await recordResults.run([...results, ...results].toReversed());
    expect(await storedCount()).toBe(5);
    expect(await stateOf()).toEqual(first);
  });

  it('opens a window at the first failing check and closes it at the first good one', async () => {
    await recordResults.run(story('uuddd'));
    expect(await windowsOf()).toMatchObject([
      {
        started_at: new Date(T0_MS + 2 * MINUTE_MS),
        ended_at: null,
        last_good_at: new Date(T0_MS + MINUTE_MS),
        affected_checks: 3,
        reasons: ['http_status'],
        first_failure: { detail: 'HTTP 502 Bad Gateway (expected 2xx)' },
      },
    ]);
    await recordResults.run([resultAt(5, 'd', { reason: 'timeout' }), ...story('uu', 6)]);
    expect(await windowsOf()).toMatchObject([
      { ended_at: new Date(T0_MS + 6 * MINUTE_MS), affected_checks: 4, reasons: ['http_status', 'timeout'] },
    ]);
    expect((await stateOf())?.window_id).toBeNull();
  });

  it('opens, closes and opens again within one batch', async () => {
    await recordResults.run(story('udddduuuddd'));
    const windows = await windowsOf();
    expect(windows.map((window) => window.ended_at)).toEqual([new Date(T0_MS + 5 * MINUTE_MS), null]);
  });

  it('gives the same windows in one batch as in many', async () => {
    const letters = 'uudddduudduduuddduuu';
    for (const result of story(letters)) await recordResults.run([result]);
    const oneByOne = (await windowsOf()).map(({ started_at, ended_at, affected_checks }) => [
      started_at,
      ended_at,
      affected_checks,
    ]);
    const state = await stateOf();
    const other = await insertMonitor(dataSource, { fromMs: T0_MS });
    await recordResults.run(story(letters).map((result) => ({ ...result, monitorId: other.id })));
    monitor = other;
    const atOnce = (await windowsOf()).map(({ started_at, ended_at, affected_checks }) => [
      started_at,
      ended_at,
      affected_checks,
    ]);
    expect(atOnce).toEqual(oneByOne);
    expect({ ...(await stateOf()), monitor_id: '' }).toEqual({ ...state, monitor_id: '' });
  });

  it('stores a late result and does not move the state back', async () => {
    await recordResults.run([...story('uu'), resultAt(3)]);
    const before = await stateOf();
    await recordResults.run([resultAt(2, 'd')]);
    expect(await storedCount()).toBe(4);
    expect(await stateOf()).toEqual(before);
  });

  it('takes a slot out of the gaps when its result comes after all', async () => {
    await recordResults.run([resultAt(0), resultAt(4)]);
    await settleGaps(dataSource, T0_MS + 10 * MINUTE_MS);
    const slots = async (): Promise<number[]> =>
      (
        await dataSource.query<{ slots: number }[]>('SELECT slots FROM gaps WHERE monitor_id = $1 ORDER BY from_at', [
          monitor.id,
        ])
      ).map((row) => row.slots);
    const before = await slots();
    await recordResults.run([resultAt(2)]);
    expect(before[0]).toBe(3);
    expect((await slots()).slice(0, 2)).toEqual([1, 1]);
  });

  it('leaves out results of deleted monitors and of times that are not kept', async () => {
    const old = new Date(Date.now() - (RETENTION_DAYS + 2) * 24 * 60 * MINUTE_MS).toISOString();
    await recordResults.run([resultAt(0), aCheckResult(), resultAt(1, 'u', { scheduledAt: old, startedAt: old })]);
    expect(await storedCount()).toBe(1);
  });

  it('makes the partition of a day that is missing', async () => {
    const days20 = new Date(Date.now() - 20 * 24 * 60 * MINUTE_MS).toISOString();
    await recordResults.run([resultAt(0, 'u', { scheduledAt: days20, startedAt: days20 })]);
    expect(await storedCount()).toBe(1);
  });

  it('stores what a page said, whatever characters it used', async () => {
    const detail = `half a character \ud83d, a NUL \0 and a whole one 😀`;
    await dataSource.query('UPDATE monitors SET confirmations = 0');
    await recordResults.run([
      resultAt(0, 'd', { detail, facts: { assertions: [{ type: 'regex', passed: false, message: detail }] } }),
    ]);
    expect((await windowsOf())[0]?.first_failure.detail).toBe('half a character \ufffd, a NUL  and a whole one 😀');
    await waitFor(async () => (await messagesIn('EVENTS')).length === 2, { what: 'the events' });
  });

  it('tells the scheduler and the world through the outbox', async () => {
    await recordResults.run(story('ud'));
    await waitFor(async () => (await messagesIn('CONTROL')).length === 1, { what: 'the request to confirm' });
    expect((await messagesIn('CONTROL'))[0]?.body).toMatchObject({
      kind: 'confirm',
      monitorId: monitor.id,
      location: 'default',
    });
    await recordResults.run([resultAt(2, 'd'), resultAt(3, 'd')]);
    await waitFor(async () => (await messagesIn('EVENTS')).length === 3, { what: 'three events' });
    expect((await messagesIn('EVENTS')).map((message) => message.subject).sort()).toEqual([
      'downtime.opened.v1',
      'status.changed.v1',
      'status.changed.v1',
    ]);
    await waitFor(async () => (await dataSource.query<unknown[]>('SELECT 1 FROM outbox')).length === 0, {
      what: 'an empty outbox',
    });
  });

  it('opens the circuit breaker and closes it', async () => {
    await dataSource.query(`UPDATE monitors SET circuit_breaker = '{"failureThreshold": 4, "cooldownSeconds": 300}'`);
    await recordResults.run(story('ddddu'));
    await waitFor(async () => (await messagesIn('CONTROL')).some((message) => message.body['kind'] === 'resume'), {
      what: 'the resume',
    });
    expect(
      (await messagesIn('CONTROL')).map((message) => message.body).filter((body) => body['kind'] !== 'confirm'),
    ).toEqual([
      {
        kind: 'cool-down',
        monitorId: monitor.id,
        from: new Date(T0_MS + 3 * MINUTE_MS).toISOString(),
        cooldownSeconds: 300,
      },
      { kind: 'resume', monitorId: monitor.id, from: new Date(T0_MS + 4 * MINUTE_MS).toISOString() },
    ]);
  });

  it('knows how a page is until the cool-down is over when its circuit opens, even by a confirmation', async () => {
    await dataSource.query(`UPDATE monitors SET circuit_breaker = '{"failureThreshold": 2, "cooldownSeconds": 300}'`);
    await recordResults.run([resultAt(0, 'd'), resultAt(1, 'd', { trigger: 'confirmation' })]);
    expect(await stateOf()).toMatchObject({ known_until: new Date(T0_MS + 6 * MINUTE_MS) });
  });

  it('remembers when the certificate expires', async () => {
    const certificate = {
      subject: 'CN=shop',
      issuer: 'CN=ca',
      validFrom: '2026-01-01T00:00:00.000Z',
      expiresAt: '2027-01-01T00:00:00.000Z',
    };
    await recordResults.run([resultAt(0, 'u', { facts: { certificate } })]);
    expect(await stateOf()).toMatchObject({ certificate_expires_at: new Date('2027-01-01T00:00:00.000Z') });
  });

  describe('of answers that stray from the standards', () => {
    const answered = (minute: number, oddities?: string[], letter = 'u') =>
      resultAt(minute, letter, { facts: { ...(oddities && { oddities }) } });
    const kept = () =>
      dataSource.query<{ oddities: string[]; since: Date; written: string }[]>(
        'SELECT oddities, since, xmin::text AS written FROM monitor_oddities WHERE monitor_id = $1',
        [monitor.id],
      );
    const startOf = (minute: number) => new Date(resultAt(minute).startedAt);

    it('keeps what strayed in the newest good one, since when it has been just that', async () => {
      await recordResults.run([answered(1, ['B.']), answered(0, ['A.'])]);
      expect(await kept()).toMatchObject([{ oddities: ['B.'], since: startOf(1) }]);
      await recordResults.run([answered(2, ['B.', 'A\0.'])]);
      expect(await kept()).toMatchObject([{ oddities: ['B.', 'A.'], since: startOf(2) }]);
      await recordResults.run([answered(3, ['B.']), answered(4)]);
      expect(await kept()).toEqual([]);
    });

    it('writes nothing while they stay the same, by another recorder too', async () => {
      await recordResults.run([answered(0, ['A\0.'])]);
      const first = await kept();
      await recordResults.run([answered(1, ['A\0.'])]);
      await recorderWith(relay).run([answered(2, ['A\0.'])]);
      expect(await kept()).toEqual(first);
    });

    it('forgets them by whichever recorder sees a clean answer, also one that saw clean answers before', async () => {
      const other = recorderWith(relay);
      await other.run([answered(0)]);
      await recordResults.run([answered(1, ['A.'])]);
      await other.run([answered(2)]);
      expect(await kept()).toEqual([]);
    });

    it('leaves them to the location that saw them, as long as the monitor has it', async () => {
      await dataSource.query("UPDATE monitors SET locations = '{default,paris}' WHERE id = $1", [monitor.id]);
      const fromParis = (minute: number, oddities?: string[]) => ({ ...answered(minute, oddities), location: 'paris' });
      await recordResults.run([fromParis(0, ['A.'])]);
      const first = await kept();
      await recordResults.run([answered(1)]);
      await recordResults.run([answered(2, ['B.'])]);
      expect(await kept()).toEqual(first);
      await recordResults.run([fromParis(3), answered(4)]);
      expect(await kept()).toEqual([]);
      await recordResults.run([fromParis(5, ['A.'])]);
      await dataSource.query("UPDATE monitors SET locations = '{default}' WHERE id = $1", [monitor.id]);
      await recordResults.run([answered(6)]);
      expect(await kept()).toEqual([]);
    });

    it('takes no notice of failures, of unknown results, and of what comes late', async () => {
      await recordResults.run([answered(5, ['A.'])]);
      await recordResults.run([answered(6, ['B.'], 'd'), answered(7, [], '?'), answered(3, ['C.']), answered(4)]);
      expect(await kept()).toMatchObject([{ oddities: ['A.'] }]);
    });
  });
});

describe('a recorder that dies', () => {
  it('between commit and ack: the results come again and nothing is stored or counted twice', async () => {
    await bus.publish(checkCompletedV1, { results: story('uuddd') });
    const doomed = await connectToNats({ url: nats.url, name: 'doomed' });
    const options = { durable: 'recorder', concurrency: 1 };
    let consumer: MessageConsumer<typeof checkCompletedV1> | undefined;
    await new Promise<void>((resolve) => {
      consumer = new MessageConsumer(
        { connection: doomed, logger, outages },
        checkCompletedV1,
        options,
        async ({ results }) => {
          await recordResults.run(results);
          await doomed.close();
          resolve();
        },
      );
      void consumer.start();
    });
    await consumer?.stop();
    const before = await stateOf();
    let redelivered = 0;
    const heir = new MessageConsumer(
      { connection, logger, outages },
      checkCompletedV1,
      options,
      async ({ results }) => {
        await recordResults.run(results);
        redelivered += results.length;
      },
    );
    await heir.start();
    await waitFor(() => redelivered === 5, { what: 'the redelivery', timeoutMs: 25_000 });
    await heir.stop();
    expect(await storedCount()).toBe(5);
    expect(await stateOf()).toEqual(before);
    expect(await windowsOf()).toHaveLength(1);
  }, 40_000);

  it('between commit and publish: the next one publishes what is in the outbox, once', async () => {
    const deadRelay = { poke: () => undefined } as unknown as OutboxRelay;
    await recorderWith(deadRelay).run(story('uddd'));
    expect(await messagesIn('EVENTS')).toEqual([]);
    const rows = await dataSource.query<{ id: string; message: string; payload: string }[]>(
      'SELECT * FROM outbox ORDER BY id',
    );
    relay.onApplicationBootstrap();
    await waitFor(async () => (await dataSource.query<unknown[]>('SELECT 1 FROM outbox')).length === 0, {
      what: 'an empty outbox',
    });
    const published = await messagesIn('EVENTS');
    // As after a crash between the stream's acknowledgement and the deletion of the rows.
    await dataSource.query(
      'INSERT INTO outbox (id, message, payload) OVERRIDING SYSTEM VALUE SELECT * FROM unnest($1::bigint[], $2::text[], $3::jsonb[])',
      [rows.map((row) => row.id), rows.map((row) => row.message), rows.map((row) => JSON.stringify(row.payload))],
    );
    relay.poke();
    await waitFor(async () => (await dataSource.query<unknown[]>('SELECT 1 FROM outbox')).length === 0, {
      what: 'an empty outbox',
    });
    expect(published).toHaveLength(3);
    expect(await messagesIn('EVENTS')).toEqual(published);
  });
});
