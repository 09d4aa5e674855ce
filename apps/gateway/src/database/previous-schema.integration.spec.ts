import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

interface Reading {
  readonly path: string;
  readonly status: number;
  /** Of the problem that was answered with. */
  readonly type: string | null;
}

interface Route {
  readonly path: string;
  /** What a request has to say at least, and of which monitor. */
  readonly query: string;
}

interface Operation {
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema: { example?: unknown } }[];
}

function queryOf({ parameters = [] }: Operation, monitorId: string): string {
  const given = parameters.filter(({ in: place, required }) => place === 'query' && required);
  const entries = given.map(({ name, schema }): [string, string] => [
    name,
    /^(ids|monitorIds?)$/.test(name) ? monitorId : String(schema.example),
  ]);
  return new URLSearchParams(entries).toString();
}

/** During a roll-out a gateway of this release may be asked before the migrations have run. */
describe('the gateway on the schema of the release before', () => {
  let gateway: TestGateway;
  let monitor: MonitorResponse;
  let routes: Route[];
  let onOwnSchema: Reading[];
  let onOldSchema: Reading[];
  let newTables: string[];

  beforeAll(async () => {
    gateway = await startTestGateway();
    monitor = await gateway.createMonitor();
    const { body } = await gateway.request<{ paths: Record<string, { get?: Operation }> }>('GET', '/api/openapi.json');
    routes = Object.entries(body.paths).flatMap(([path, { get }]) =>
      get ? [{ path, query: queryOf(get, monitor.id) }] : [],
    );
    const tables = await readTables();
    onOwnSchema = await readAll();
    await gateway.dataSource.undoLastMigration({ transaction: 'each' });
    const left = new Set(await readTables());
    newTables = tables.filter((table) => !left.has(table));
    // What readiness says is kept for a second.
    const ready = { path: '/health/ready', query: '' };
    await waitFor(async () => (await read(ready)).status === 503, { what: 'a gateway that is not ready' });
    onOldSchema = await readAll();
  });
  afterAll(() => gateway.stop());

  const readTables = async (): Promise<string[]> => {
    const rows = await gateway.dataSource.query<{ name: string }[]>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    return rows.map(({ name }) => name);
  };

  async function read({ path, query }: Route): Promise<Reading> {
    const leaving = new AbortController();
    const response = await fetch(`${gateway.url}${path.replace(/\{\w+\}/, monitor.id)}?${query}`, {
      headers: { authorization: `Bearer ${gateway.apiKey}` },
      redirect: 'manual',
      signal: leaving.signal,
    });
    const format = response.headers.get('content-type') ?? '';
    // The stream of events has no end.
    if (format.startsWith('text/event-stream')) leaving.abort();
    const text = leaving.signal.aborted ? '' : await response.text();
    const isProblem = format.startsWith('application/problem+json');
    return { path, status: response.status, type: isProblem ? (JSON.parse(text) as { type: string }).type : null };
  }

  async function readAll(): Promise<Reading[]> {
    const readings: Reading[] = [];
    for (const route of routes) readings.push(await read(route));
    return readings;
  }

  const isBehind = ({ type }: Reading): boolean => type === 'urn:wakeful:problem:schema-behind';

  it('reads all that was there before as it does on its own', () => {
    // Readiness tells the balancer to wait for the migrations.
    const compared = (readings: Reading[]): Reading[] =>
      readings.filter(({ path }, index) => path !== '/health/ready' && !isBehind(onOldSchema[index]!));
    expect(compared(onOldSchema)).toEqual(compared(onOwnSchema));
    const answered = onOldSchema.filter(({ status }) => status === 200).map(({ path }) => path);
    expect(answered).toEqual(
      expect.arrayContaining([
        '/api/v1/monitors',
        '/api/v1/monitors/{id}',
        '/api/v1/monitors/{id}/checks',
        '/api/v1/monitors/{id}/stats',
        '/api/v1/downtime-windows',
        '/api/v1/system/status',
      ]),
    );
  });

  it('is not ready', () => {
    expect(onOwnSchema.find(({ path }) => path === '/health/ready')?.status).toBe(200);
    expect(onOldSchema.find(({ path }) => path === '/health/ready')?.status).toBe(503);
  });

  it('says that the migrations have to run of what needs a table of its own release, and of nothing else', () => {
    const missing = gateway.log
      .filter(({ code }) => code === 'schema-behind')
      .map(({ err }) => (err as { message: string }).message);
    expect(missing).toHaveLength(onOldSchema.filter(isBehind).length);
    // A column of an older table is read one release after it was added.
    const excused = newTables.map((table) => `relation "${table}" does not exist`);
    expect(missing.filter((message) => !excused.includes(message))).toEqual([]);
  });
});
