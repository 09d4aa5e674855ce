import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import {
  type DebugRunV1,
  debugRunV1,
  type DebugSession,
  debugSession,
  type DebugSessionOverview,
  debugSessionPage,
  type MonitorResponse,
  type NetworkEvent,
  networkEventPage,
  type Page,
  type Problem,
} from '@wakeful/contracts';
import { connectToNats, MessageConsumer } from '@wakeful/messaging';
import { createLogger, DependencyLog } from '@wakeful/platform';
import { aDebugSummary, aNetworkEvent, someEvidence, waitFor } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { endDebugSession, insertDebugSession } from './debug-sessions.fixture.js';
import { MAX_WAITING_OF_MONITOR } from './start-debug-session.js';

const logger = createLogger('test', 'fatal');

let gateway: TestGateway;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let monitor: MonitorResponse;

beforeAll(async () => {
  gateway = await startTestGateway();
  connection = await connectToNats({ url: gateway.nats.url, name: 'test' });
});
afterAll(async () => {
  await connection.close();
  await gateway.stop();
});
beforeEach(async () => {
  monitor = await gateway.createMonitor({ headers: { 'X-Token': 'hunter2' } });
});
afterEach(async () => {
  await gateway.dataSource.query('DELETE FROM monitors; DELETE FROM network_events;');
  await (await jetstreamManager(connection)).streams.purge('DEBUG');
});

const get = async <Body>(path: string) => gateway.request<Body>('GET', `/api/v1/${path}`);
const start = (query = '') =>
  gateway.request<DebugSession>('POST', `/api/v1/monitors/${monitor.id}/debug-sessions${query}`);
const startRefused = () => gateway.request<Problem>('POST', `/api/v1/monitors/${monitor.id}/debug-sessions`);
const sessionCount = async (): Promise<number> =>
  (await gateway.dataSource.query<unknown[]>('SELECT 1 FROM debug_sessions')).length;

async function queued(): Promise<DebugRunV1[]> {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info('DEBUG');
  const runs: DebugRunV1[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq && seq > 0; seq++) {
    const message = await manager.streams.getMessage('DEBUG', { seq });
    if (message) runs.push(debugRunV1.schema.parse(message.json()));
  }
  return runs;
}

describe('starting a debug session', () => {
  it('answers 202 with the session and where it is, and puts it into the queue', async () => {
    const { status, headers, body } = await start();
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/api/v1/debug-sessions/${body.id}`);
    expect(debugSession.parse(body)).toMatchObject({
      sessionKey: `manual/${body.id}`,
      monitorId: monitor.id,
      windowId: null,
      moment: 'manual',
      state: 'queued',
      url: monitor.url,
      success: null,
      evidence: null,
    });
    const [run, ...others] = await queued();
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      sessionId: body.id,
      monitorId: monitor.id,
      moment: 'manual',
      requestedAt: body.requestedAt,
      spec: { url: monitor.url, timeoutMs: monitor.timeoutMs },
    });
    expect(run?.spec.sealedSecrets).toEqual(expect.any(String));
    expect((await get(headers.get('location')?.replace('/api/v1/', '') ?? '')).body).toEqual(body);
  });

  it('answers 200 with what the browser brought when it ends in time', async () => {
    const surroundings = { connection, logger, dependencies: new DependencyLog(logger) };
    const browser = new MessageConsumer(
      surroundings,
      debugRunV1,
      { durable: 'browser', concurrency: 1 },
      ({ sessionId }) => endDebugSession(gateway.dataSource, sessionId, aDebugSummary(), [aNetworkEvent()]),
    );
    await browser.start();
    const { status, headers, body } = await start('?waitSeconds=20');
    await browser.stop();
    expect(status).toBe(200);
    expect(headers.get('location')).toBe(`/api/v1/debug-sessions/${body.id}`);
    expect(body).toMatchObject({ state: 'completed', success: true, eventCount: 1, evidence: someEvidence() });
  });

  it('answers 202 when it takes longer', async () => {
    const startedMs = performance.now();
    const { status, body } = await start('?waitSeconds=0.5');
    expect([status, body.state]).toEqual([202, 'queued']);
    expect(performance.now() - startedMs).toBeGreaterThan(490);
  });

  it('stops to look when the one who waits goes away', async () => {
    const abort = new AbortController();
    const request = fetch(`${gateway.url}/api/v1/monitors/${monitor.id}/debug-sessions?waitSeconds=60`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.apiKey}` },
      signal: abort.signal,
    });
    await waitFor(async () => (await sessionCount()) === 1, { what: 'the session' });
    abort.abort();
    await expect(request).rejects.toThrow();
    const looks = `SELECT 1 FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                      AND query LIKE 'SELECT 1 FROM debug_sessions WHERE id%' AND query_start > now() - interval '0.4 s'`;
    await waitFor(async () => (await gateway.dataSource.query<unknown[]>(looks)).length === 0, { what: 'silence' });
  });

  it('refuses more than wait already, however many ask at once', async () => {
    for (let waiting = 0; waiting < MAX_WAITING_OF_MONITOR - 2; waiting++) {
      await insertDebugSession(gateway.dataSource, { monitorId: monitor.id });
    }
    const answers = await Promise.all(Array.from({ length: 5 }, startRefused));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({
      type: 'urn:wakeful:problem:too-many-debug-sessions',
      detail: expect.stringMatching(/^100 debug sessions of this monitor are already queued\. Try again/),
    });
    expect(await queued()).toHaveLength(2);
    monitor = await gateway.createMonitor();
    expect((await start()).status).toBe(202);
  });

  it('counts only what people asked for and what waits', async () => {
    for (let ended = 0; ended < MAX_WAITING_OF_MONITOR; ended++) {
      await insertDebugSession(gateway.dataSource, { monitorId: monitor.id });
    }
    await gateway.dataSource.query(`UPDATE debug_sessions SET state = 'expired'`);
    expect((await start()).status).toBe(202);
  });

  it('leaves nothing behind when the queue takes nothing', async () => {
    const manager = await jetstreamManager(connection);
    await manager.streams.update('DEBUG', { max_bytes: 1 });
    const { status, body } = await startRefused();
    await manager.streams.update('DEBUG', { max_bytes: 1_000_000 });
    expect([status, body.type]).toEqual([503, 'urn:wakeful:problem:queue-unavailable']);
    expect(await sessionCount()).toBe(0);
  });
});

describe('reading debug sessions', () => {
  const insert = (minutesAgo: number, more: object = {}) =>
    insertDebugSession(gateway.dataSource, {
      monitorId: monitor.id,
      requestedAt: new Date(Date.now() - minutesAgo * 60_000),
      ...more,
    });

  it('lists those of a monitor, newest first, with filters, page by page', async () => {
    const windowId = randomUUID();
    await gateway.dataSource.query(
      `INSERT INTO downtime_windows (id, monitor_id, started_at, reasons, affected_checks, first_failure)
       VALUES ($1, $2, now(), '{}', 1, '{}')`,
      [windowId, monitor.id],
    );
    const oldest = await insert(3);
    const opened = await insert(2, { windowId, moment: 'opened' });
    const closed = await insert(1, { windowId, moment: 'closed' });
    await endDebugSession(gateway.dataSource, opened, aDebugSummary());
    const other = await gateway.createMonitor();
    await insertDebugSession(gateway.dataSource, { monitorId: other.id });
    const list = async (query: string) => {
      const { body } = await get<Page<DebugSessionOverview>>(`monitors/${monitor.id}/debug-sessions${query}`);
      const { items, total } = debugSessionPage.parse(body);
      return [items.map(({ id }) => id), total];
    };
    expect(await list('')).toEqual([[closed, opened, oldest], 3]);
    expect(await list('?pageSize=1&page=2')).toEqual([[opened], 3]);
    expect(await list(`?windowId=${windowId}`)).toEqual([[closed, opened], 2]);
    expect(await list('?moment=manual')).toEqual([[oldest], 1]);
    expect(await list('?state=completed')).toEqual([[opened], 1]);
  });

  it('shows one with its evidence and where its files are', async () => {
    const id = await insert(1);
    const artifacts = { screenshot: { objectName: `${id}/x/screenshot`, bytes: 12 } };
    await endDebugSession(
      gateway.dataSource,
      id,
      aDebugSummary({ artifacts, isSuccess: false, error: 'It answered 502' }),
    );
    const { body } = await get<DebugSession>(`debug-sessions/${id}`);
    expect(debugSession.parse(body)).toMatchObject({
      state: 'completed',
      success: false,
      error: 'It answered 502',
      diagnosis: { category: 'healthy', sentence: 'The page loads' },
      evidence: someEvidence(),
      artifacts: { screenshot: { url: `/api/v1/debug-sessions/${id}/artifacts/screenshot`, bytes: 12 } },
    });
    expect(JSON.stringify(body)).not.toContain('objectName');
    expect((await get<Page<object>>(`monitors/${monitor.id}/debug-sessions`)).body.items[0]).not.toHaveProperty(
      'evidence',
    );
  });
});

describe('the network events of a debug session', () => {
  const read = async (id: string, query = '') =>
    networkEventPage.parse((await get<Page<NetworkEvent>>(`debug-sessions/${id}/events${query}`)).body);

  it('are there when it has ended, filtered and in order', async () => {
    const id = await insertDebugSession(gateway.dataSource, { monitorId: monitor.id });
    const events = [
      aNetworkEvent({ sequence: 0, type: 'request', status: null }),
      aNetworkEvent({ sequence: 1, type: 'redirect', status: 302 }),
      aNetworkEvent({
        sequence: 2,
        resourceType: 'script',
        url: 'http://127.0.0.1:9/Static/app.js',
        status: 404,
        isFailed: true,
      }),
      aNetworkEvent({
        sequence: 3,
        type: 'error',
        resourceType: 'script',
        url: 'http://127.0.0.1:9/100%_x',
        status: null,
        isFailed: true,
      }),
      aNetworkEvent({ sequence: 4, type: 'timeout', resourceType: 'image', status: null, isFailed: true }),
    ];
    expect(await read(id)).toMatchObject({ items: [], total: 0 });
    await endDebugSession(gateway.dataSource, id, aDebugSummary(), events);
    expect((await read(id)).items).toEqual(events);
    const sequences = async (query: string) => (await read(id, query)).items.map(({ sequence }) => sequence);
    for (const [query, want] of [
      ['?type=timeout', [4]],
      ['?statusClass=3xx', [1]],
      ['?statusClass=4xx', [2]],
      ['?statusClass=5xx', []],
      ['?failedOnly=true', [2, 3, 4]],
      ['?failedOnly=false', [0, 1, 2, 3, 4]],
      ['?resourceType=script', [2, 3]],
      ['?url=STATIC', [2]],
      ['?url=%25_', [3]],
      ['?failedOnly=true&resourceType=script&type=error', [3]],
      ['?pageSize=2&page=2', [2, 3]],
    ] as const) {
      expect([query, await sequences(query)]).toEqual([query, want]);
    }
  });

  it('are only those of the run that ended it', async () => {
    const id = await insertDebugSession(gateway.dataSource, { monitorId: monitor.id });
    await endDebugSession(gateway.dataSource, id, aDebugSummary(), [aNetworkEvent(), aNetworkEvent({ sequence: 1 })]);
    await endDebugSession(gateway.dataSource, id, aDebugSummary(), [
      aNetworkEvent({ url: 'http://127.0.0.1:9/second' }),
    ]);
    expect(await read(id)).toMatchObject({ total: 1, items: [{ url: 'http://127.0.0.1:9/second' }] });
  });

  it('are read almost as quickly when there are 4,000 as when there are 50', async () => {
    const body = { text: 'x'.repeat(8_000), bytes: 8_000, isTruncated: false };
    const sessionOf = async (size: number): Promise<string> => {
      const id = await insertDebugSession(gateway.dataSource, { monitorId: monitor.id });
      const events = Array.from({ length: size }, (_, sequence) =>
        aNetworkEvent({ sequence, body, url: `http://127.0.0.1:9/${sequence}`, isFailed: sequence % 10 === 0 }),
      );
      await endDebugSession(gateway.dataSource, id, aDebugSummary(), events);
      return id;
    };
    /** The quickest of several: whatever else the machine does only adds to a time. */
    const quickestMs = async (id: string, query: string): Promise<number> => {
      const tookMs: number[] = [];
      for (let n = 0; n < 5; n++) {
        const startedMs = performance.now();
        expect((await read(id, query)).items.length).toBeGreaterThan(10);
        tookMs.push(performance.now() - startedMs);
      }
      return Math.min(...tookMs);
    };
    const fewMs = await quickestMs(await sessionOf(50), '?page=1');
    const many = await sessionOf(4_000);
    for (const query of ['?page=1', '?page=80', '?failedOnly=true&page=8', '?url=/399', '?statusClass=2xx&page=40']) {
      expect({ query, ratio: (await quickestMs(many, query)) / fewMs < 20 }).toEqual({ query, ratio: true });
    }
  });
});
