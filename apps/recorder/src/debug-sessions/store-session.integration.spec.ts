import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, type DebugCompletedV1, debugCompletedV1, type NetworkEvent } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, MessageConsumer, MessageConsumers, provisionStreams } from '@wakeful/messaging';
import { createDataSource } from '@wakeful/persistence';
import { createLogger, DependencyLog, ScrapedFigures } from '@wakeful/platform';
import {
  aDebugMessage,
  aDebugSummary,
  aNetworkEvent,
  createTestDatabase,
  someEvidence,
  type TestDatabase,
  waitFor,
} from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { insertMonitor } from '../maintenance.fixture.js';
import { DayPartitions } from '../recording/day-partitions.js';
import { insertSession, insertWindow, sessionWith } from './debug-sessions.fixture.js';
import { endOverdueSessions, RESULT_DUE_AFTER_MS } from './expire-sessions.js';
import { NetworkEventsMissingError } from './network-events-missing.error.js';
import { SessionsConsumer } from './sessions-consumer.js';
import { StoreSession } from './store-session.js';

const RETENTION_DAYS = 14;
const logger = createLogger('test', 'fatal');
const dependencies = new DependencyLog(logger);

let database: TestDatabase;
let nats: NatsServer;
let dataSource: DataSource;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let bus: MessageBus;
let monitorId: string;
let sessionId: string;
const recorders: MessageConsumers[] = [];

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  dataSource = await createDataSource(database.url, 'test', 10).initialize();
  connection = await connectToNats({ url: nats.url, name: 'test' });
  await provisionStreams({ url: nats.url, name: 'test' });
  bus = new MessageBus(connection, logger);
});
afterAll(async () => {
  await connection.close();
  await dataSource.destroy();
  await Promise.all([nats.stop(), database.drop()]);
});
beforeEach(async () => {
  monitorId = (await insertMonitor(dataSource, { fromMs: Date.now() })).id;
  sessionId = await insertSession(dataSource, { monitorId });
});
afterEach(async () => {
  await Promise.all(recorders.splice(0).map((recorder) => recorder.onModuleDestroy()));
  await dataSource.query('DELETE FROM monitors; DELETE FROM network_events;');
});

const storing = (): StoreSession =>
  new StoreSession(dataSource, new DayPartitions(dataSource, 'network_events', RETENTION_DAYS));
const store = (message: Partial<DebugCompletedV1>): Promise<void> =>
  storing().execute(aDebugMessage({ sessionId, monitorId, ...message }));

/** Starts what a recorder process does with its stream. */
async function startRecorder(): Promise<void> {
  const consumers = new MessageConsumers(connection, logger, dependencies, new ScrapedFigures(logger, dependencies));
  recorders.push(consumers);
  await new SessionsConsumer(consumers, storing()).onApplicationBootstrap();
}

const eventsFrom = (first: number, count: number): NetworkEvent[] =>
  Array.from({ length: count }, (_, index) => aNetworkEvent({ sequence: first + index, request: first + index }));
const session = () => sessionWith(dataSource, sessionId);
const storedEvents = async (id = sessionId): Promise<{ run_id: string; sequence: number; event: NetworkEvent }[]> =>
  dataSource.query('SELECT * FROM network_events WHERE session_id = $1 ORDER BY run_id, sequence', [id]);
const queueDepth = async (): Promise<number> => (await bus.streamDepths()).DEBUG?.messages ?? NaN;
const whenQueueIsEmpty = () => waitFor(async () => (await queueDepth()) === 0, { what: 'an empty queue' });

describe('storing a debug session', () => {
  it('keeps its events, and ends it with the summary', async () => {
    const runId = randomUUID();
    await store({ runId, events: eventsFrom(0, 3) });
    expect(await session()).toMatchObject({ state: 'queued', run_id: null, event_count: 0 });
    await store({ runId, events: eventsFrom(3, 1), summary: aDebugSummary({ eventCount: 4, isSuccess: false }) });
    expect(await session()).toMatchObject({
      state: 'completed',
      run_id: runId,
      event_count: 4,
      success: false,
      evidence: someEvidence(),
      diagnosis: { category: 'healthy' },
    });
    expect((await storedEvents()).map(({ event }) => event)).toEqual(eventsFrom(0, 4));
  });

  it('takes chunks in any order and again and again', async () => {
    const runId = randomUUID();
    for (const first of [6, 0, 3, 0, 6]) await store({ runId, events: eventsFrom(first, 3) });
    const summary = aDebugSummary({ eventCount: 9 });
    await store({ runId, summary });
    const ended = await session();
    await store({ runId, events: eventsFrom(3, 3) });
    await store({ runId, summary: { ...summary, error: 'again' } });
    expect(await storedEvents()).toHaveLength(9);
    expect(await session()).toEqual(ended);
  });

  it('refuses a summary until all events of its run are there', async () => {
    const runId = randomUUID();
    const summary = aDebugSummary({ eventCount: 4 });
    await store({ events: eventsFrom(0, 4) });
    await store({ runId, events: eventsFrom(0, 2) });
    await expect(store({ runId, summary })).rejects.toThrow(NetworkEventsMissingError);
    expect(await session()).toMatchObject({ state: 'queued' });
    await store({ runId, events: eventsFrom(2, 2) });
    await store({ runId, summary });
    expect(await session()).toMatchObject({ state: 'completed' });
  });

  it('forgets the events of runs that died, also those that come late', async () => {
    const dead = randomUUID();
    const runId = randomUUID();
    await store({ runId: dead, events: eventsFrom(0, 5) });
    await store({ runId, events: eventsFrom(0, 2), summary: aDebugSummary({ eventCount: 2 }) });
    await store({ runId: dead, events: eventsFrom(5, 5) });
    expect((await storedEvents()).map((row) => row.run_id)).toEqual([runId, runId]);
  });

  it('goes by the first summary', async () => {
    const first = randomUUID();
    await store({ runId: first, events: eventsFrom(0, 1), summary: aDebugSummary({ eventCount: 1 }) });
    await store({ events: eventsFrom(0, 1), summary: aDebugSummary({ ending: 'failed', eventCount: 1 }) });
    expect(await session()).toMatchObject({ state: 'completed', run_id: first });
    expect((await storedEvents()).map((row) => row.run_id)).toEqual([first]);
  });

  it.each(['completed', 'failed'] as const)('lets a run that %s win over one that found it expired', async (ending) => {
    await store({ summary: aDebugSummary({ ending: 'expired', isSuccess: false, error: 'too late' }) });
    expect(await session()).toMatchObject({ state: 'expired', error: 'too late' });
    const runId = randomUUID();
    await store({ runId, events: eventsFrom(0, 1), summary: aDebugSummary({ ending, eventCount: 1 }) });
    expect(await session()).toMatchObject({ state: ending, run_id: runId, error: null });
  });

  it('keeps nothing of a session whose monitor was deleted', async () => {
    await dataSource.query('DELETE FROM monitors WHERE id = $1', [monitorId]);
    await store({ events: eventsFrom(0, 2), summary: aDebugSummary({ eventCount: 2 }) });
    expect(await storedEvents()).toEqual([]);
  });

  it('makes the partition of a day that is missing, and keeps nothing of one beyond the retention', async () => {
    sessionId = await insertSession(dataSource, { monitorId, requestedAt: new Date(Date.now() - 7 * DAY_MS) });
    await store({ events: eventsFrom(0, 2), summary: aDebugSummary({ eventCount: 2 }) });
    expect(await session()).toMatchObject({ state: 'completed' });
    sessionId = await insertSession(dataSource, { monitorId, requestedAt: new Date(Date.now() - 16 * DAY_MS) });
    await store({ events: eventsFrom(0, 2), summary: aDebugSummary({ eventCount: 2 }) });
    expect([await session(), await storedEvents()]).toMatchObject([{ state: 'queued' }, []]);
  });

  it('stores what a page said, whatever characters it used', async () => {
    const odd = 'half \ud83d, a NUL \0 and a whole one 😀';
    const stored = 'half \ufffd, a NUL  and a whole one 😀';
    const event = aNetworkEvent({
      url: `http://127.0.0.1:9/?${odd}`,
      resourceType: odd,
      error: odd,
      headers: [{ name: odd, value: odd }],
      body: { text: odd, bytes: 40, isTruncated: false },
    });
    const evidence = someEvidence({ title: odd });
    await store({ events: [event], summary: aDebugSummary({ eventCount: 1, error: odd, evidence }) });
    expect(await session()).toMatchObject({ error: stored, evidence: { page: { title: stored } } });
    expect((await storedEvents())[0]?.event).toMatchObject({
      url: `http://127.0.0.1:9/?${stored}`,
      headers: [{ name: stored, value: stored }],
      body: { text: stored },
    });
  });
});

describe('a downtime with its two sessions', () => {
  let opened: string;
  let closed: string;
  let windowId: string;
  const atStart = aDebugSummary({
    diagnosis: { category: 'http_status', sentence: 'Main document 502 from 127.0.0.1 in 8 ms' },
    evidence: someEvidence({ httpStatus: 502, title: '502' }),
  });
  const changes = ['Main document: 502 → 200', 'Title: “502” → “A page”'];
  beforeEach(async () => {
    windowId = await insertWindow(dataSource, monitorId);
    opened = await insertSession(dataSource, { monitorId, windowId, moment: 'opened' });
    closed = await insertSession(dataSource, { monitorId, windowId, moment: 'closed' });
  });
  const changesOf = async (id: string) => (await sessionWith(dataSource, id))?.changes;
  const window = async () =>
    (await dataSource.query<object[]>('SELECT * FROM downtime_windows WHERE id = $1', [windowId]))[0];

  it('gets the diagnosis of the first as its suggested root cause, beside what a person said', async () => {
    await dataSource.query(`UPDATE downtime_windows SET root_cause = 'a disk'`);
    await store({ sessionId: closed, summary: aDebugSummary() });
    expect(await window()).toMatchObject({ suggested_root_cause: null });
    await store({ sessionId: opened, summary: atStart });
    expect(await window()).toMatchObject({
      suggested_root_cause: 'Main document 502 from 127.0.0.1 in 8 ms',
      root_cause: 'a disk',
    });
  });

  it.each(['opened', 'closed'] as const)('says what changed when the one that %s ends first', async (firstOne) => {
    const messages = [
      { sessionId: opened, summary: atStart },
      { sessionId: closed, summary: aDebugSummary() },
    ];
    for (const message of firstOne === 'opened' ? messages : messages.toReversed()) await store(message);
    expect([await changesOf(opened), await changesOf(closed)]).toEqual([[], changes]);
  });

  it('says what changed when both end at once', async () => {
    await Promise.all([
      store({ sessionId: opened, summary: atStart }),
      store({ sessionId: closed, summary: aDebugSummary() }),
    ]);
    expect(await changesOf(closed)).toEqual(changes);
  });

  it('compares nothing when one of them has no evidence', async () => {
    await store({ sessionId: opened, summary: aDebugSummary({ ending: 'failed', diagnosis: null }) });
    await store({ sessionId: closed, summary: aDebugSummary() });
    expect([await changesOf(closed), await window()]).toMatchObject([[], { suggested_root_cause: null }]);
  });
});

describe('recorders that take debug sessions off their stream', () => {
  const publish = (message: Partial<DebugCompletedV1>): Promise<void> =>
    bus.publish(debugCompletedV1, aDebugMessage({ sessionId, monitorId, ...message }));
  const whenEnded = (id: string) =>
    waitFor(async () => (await sessionWith(dataSource, id))?.state === 'completed', { what: 'the session to end' });

  it('end a session although its summary came before its events', async () => {
    await startRecorder();
    const runId = randomUUID();
    await publish({ runId, summary: aDebugSummary({ eventCount: 3 }) });
    await publish({ runId, events: eventsFrom(0, 3) });
    await whenEnded(sessionId);
    await whenQueueIsEmpty();
  });

  it('store twenty sessions at once, two of them, each event once', async () => {
    await Promise.all([startRecorder(), startRecorder()]);
    const ids = await Promise.all(Array.from({ length: 20 }, () => insertSession(dataSource, { monitorId })));
    await Promise.all(
      ids.map(async (id) => {
        const runId = randomUUID();
        for (const first of [0, 100, 0, 100]) await publish({ sessionId: id, runId, events: eventsFrom(first, 100) });
        await publish({ sessionId: id, runId, summary: aDebugSummary({ eventCount: 200 }) });
        await publish({ sessionId: id, runId, summary: aDebugSummary({ eventCount: 200 }) });
      }),
    );
    for (const id of ids) await whenEnded(id);
    await whenQueueIsEmpty();
    for (const id of ids) expect((await storedEvents(id)).map((row) => row.sequence)).toEqual([...Array(200).keys()]);
  }, 30_000);

  it('drop what belongs to no session', async () => {
    await startRecorder();
    await publish({ sessionId: randomUUID(), events: eventsFrom(0, 1), summary: aDebugSummary({ eventCount: 1 }) });
    await whenQueueIsEmpty();
  });

  it('lose and double nothing when one dies between commit and ack', async () => {
    const runId = randomUUID();
    await publish({ runId, events: eventsFrom(0, 2), summary: aDebugSummary({ eventCount: 2 }) });
    const doomed = await connectToNats({ url: nats.url, name: 'doomed' });
    const options = { durable: 'recorder', concurrency: 1 };
    let consumer: MessageConsumer<typeof debugCompletedV1> | undefined;
    await new Promise<void>((resolve) => {
      const surroundings = { connection: doomed, logger, dependencies };
      consumer = new MessageConsumer(surroundings, debugCompletedV1, options, async (message) => {
        await storing().execute(message);
        await doomed.close();
        resolve();
      });
      void consumer.start();
    });
    await consumer?.stop();
    const before = await session();
    expect([before?.state, await queueDepth()]).toEqual(['completed', 1]);
    await startRecorder();
    await waitFor(async () => (await queueDepth()) === 0, { what: 'the redelivery', timeoutMs: 25_000 });
    expect(await session()).toEqual(before);
    expect(await storedEvents()).toHaveLength(2);
  }, 40_000);
});

describe('sessions that nobody takes', () => {
  it('expire when no result can come any more, with a sentence', async () => {
    const nowMs = Date.now();
    const requestedAt = (ageMs: number) => ({ monitorId, requestedAt: new Date(nowMs - ageMs) });
    const old = await insertSession(dataSource, requestedAt(RESULT_DUE_AFTER_MS + 1));
    const young = await insertSession(dataSource, requestedAt(RESULT_DUE_AFTER_MS - 1));
    expect(await Promise.all([endOverdueSessions(dataSource, nowMs), endOverdueSessions(dataSource, nowMs)])).toContain(
      1,
    );
    expect(await endOverdueSessions(dataSource, nowMs)).toBe(0);
    expect(await sessionWith(dataSource, old)).toMatchObject({ state: 'expired', success: false });
    expect((await sessionWith(dataSource, old))?.error).toContain('within 22 minutes');
    expect(await sessionWith(dataSource, young)).toMatchObject({ state: 'queued' });
  });

  it('still take a summary that comes after all', async () => {
    sessionId = await insertSession(dataSource, { monitorId, requestedAt: new Date(Date.now() - DAY_MS / 2) });
    await endOverdueSessions(dataSource, Date.now());
    await store({ events: eventsFrom(0, 1), summary: aDebugSummary({ eventCount: 1 }) });
    expect(await session()).toMatchObject({ state: 'completed', error: null, success: true });
  });
});
