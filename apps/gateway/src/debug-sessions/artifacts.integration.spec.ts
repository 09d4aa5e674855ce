import { createHash, randomBytes } from 'node:crypto';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type ArtifactName, artifactNames, type Problem } from '@wakeful/contracts';
import { ArtifactStore, NATS_CONNECTION } from '@wakeful/messaging';
import { aDebugSummary, waitFor } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { endDebugSession, insertDebugSession } from './debug-sessions.fixture.js';

const MEGABYTE = 1_048_576;
let gateway: TestGateway;
let connection: NatsConnection;
let store: ArtifactStore;
let id: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  connection = gateway.app.get<NatsConnection>(NATS_CONNECTION, { strict: false });
  store = new ArtifactStore(connection);
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  const monitor = await gateway.createMonitor();
  id = await insertDebugSession(gateway.dataSource, { monitorId: monitor.id });
});

/** Ends the session with files of these sizes. */
async function storeArtifacts(files: Partial<Record<ArtifactName, Buffer>>): Promise<void> {
  const artifacts: Partial<Record<ArtifactName, { objectName: string; bytes: number }>> = {};
  for (const name of artifactNames) {
    const bytes = files[name];
    if (!bytes) continue;
    artifacts[name] = { objectName: `${id}/run/${name}`, bytes: bytes.length };
    await store.put(`${id}/run/${name}`, bytes);
  }
  await endDebugSession(gateway.dataSource, id, aDebugSummary({ artifacts }));
}

const pathOf = (name: string): string => `/api/v1/debug-sessions/${id}/artifacts/${name}`;
const download = (name: string, options: RequestInit = {}) =>
  fetch(`${gateway.url}${pathOf(name)}`, {
    ...options,
    headers: { authorization: `Bearer ${gateway.apiKey}`, ...(options.headers as Record<string, string> | undefined) },
  });
const refused = (name: string) => gateway.request<Problem>('GET', pathOf(name));
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const openSlowly = (): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.apiKey}` };
    const onAnswer = (response: IncomingMessage): void =>
      response.statusCode === 200 ? resolve(response) : reject(new Error(`answered with ${response.statusCode}`));
    httpGet(`${gateway.url}${pathOf('trace')}`, { agent: false, headers }, onAnswer).once('error', reject);
  });

/** Resolves when the gateway has asked NATS for nothing for a while. */
async function whenStill(): Promise<number> {
  let before = -1;
  await waitFor(
    () => {
      const now = connection.stats().inBytes;
      const isStill = now === before;
      before = now;
      return isStill;
    },
    { what: 'the gateway to wait for the reader', pollMs: 400 },
  );
  return before;
}

describe('the files of a debug session', () => {
  const expected: Readonly<Record<ArtifactName, { type: string; disposition: string; extension: string }>> = {
    screenshot: { type: 'image/png', disposition: 'inline', extension: 'png' },
    har: { type: 'application/json', disposition: 'attachment', extension: 'har' },
    trace: { type: 'application/zip', disposition: 'attachment', extension: 'zip' },
  };
  it.each(artifactNames)('come as they are, can do nothing in a browser and are kept by nobody: %s', async (name) => {
    const want = expected[name];
    const bytes = randomBytes(300_000);
    await storeArtifacts({ [name]: bytes });
    const answer = await download(name);
    expect([answer.status, sha(await answer.bytes())]).toEqual([200, sha(bytes)]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': want.type,
      'content-length': '300000',
      'content-disposition': `${want.disposition}; filename="${name}-${id}.${want.extension}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('need not be sent again to whoever has them', async () => {
    await storeArtifacts({ har: Buffer.from('{}') });
    const etag = (await download('har')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[-0-9a-f]{36}-har"$/);
    const again = await download('har', { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect(again.headers.get('cache-control')).toBe('no-store');
    expect((await download('har', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('tell their size without being sent', async () => {
    await storeArtifacts({ trace: randomBytes(4 * MEGABYTE) });
    const before = connection.stats().inBytes;
    const answer = await download('trace', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, `${4 * MEGABYTE}`]);
    expect((await whenStill()) - before).toBeLessThan(MEGABYTE);
  });

  it('are 404 when there never were any, and 410 when they are gone', async () => {
    expect((await refused('screenshot')).status).toBe(404);
    await storeArtifacts({ har: randomBytes(1_000) });
    expect(await refused('screenshot')).toMatchObject({
      status: 404,
      body: { detail: `The debug session ${id} has no screenshot.` },
    });
    await (await jetstreamManager(connection)).streams.purge('OBJ_debug-artifacts');
    const { status, headers, body } = await refused('har');
    expect([status, headers.get('cache-control')]).toEqual([410, 'no-store']);
    expect(body).toMatchObject({
      type: 'urn:wakeful:problem:artifact-gone',
      detail: expect.stringMatching(/has expired/),
    });
  });

  it('of 16 MB come whole', async () => {
    const bytes = randomBytes(16 * MEGABYTE);
    await storeArtifacts({ trace: bytes });
    expect(sha(await (await download('trace')).bytes())).toBe(sha(bytes));
  });

  it('are read from the store no faster than the client takes them, and no further than it stays', async () => {
    const size = 48 * MEGABYTE;
    await storeArtifacts({ trace: randomBytes(size) });
    const before = connection.stats().inBytes;
    const response = await openSlowly();
    await new Promise((resolve) => response.once('readable', resolve));
    const stalled = await whenStill();
    // What the sockets of both sides hold is the system's choice.
    expect(stalled - before).toBeLessThan(size / 2);
    response.destroy();
    expect((await whenStill()) - stalled).toBeLessThan(MEGABYTE);
  }, 30_000);

  it('break off visibly when a part is lost while they are sent', async () => {
    await storeArtifacts({ trace: randomBytes(48 * MEGABYTE) });
    const response = await openSlowly();
    await new Promise((resolve) => response.once('readable', resolve));
    await whenStill();
    await (await jetstreamManager(connection)).streams.purge('OBJ_debug-artifacts');
    const isWhole = await new Promise((resolve) => {
      response
        .resume()
        .once('end', () => resolve(response.complete))
        .once('error', () => resolve(false));
    });
    expect(isWhole).toBe(false);
  }, 30_000);
});
