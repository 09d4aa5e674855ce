import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DiscardPolicy, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import type { NatsConnection } from '@nats-io/transport-node';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { waitFor } from '@wakeful/testing';
import { ARTIFACT_BUCKET, ARTIFACT_STREAM } from './artifact-bucket.js';
import { ArtifactStore } from './artifact-store.js';
import { connectToNats } from './connection.js';
import { ArtifactDamagedError, ArtifactStoreFullError, DependencyUnavailableError } from './errors.js';
import { provisionStreams } from './provision.js';

const DAY_NS = 86_400_000_000_000;
const MEGABYTE = 1_048_576;
let server: NatsServer;
let connection: NatsConnection;
let manager: JetStreamManager;
let store: ArtifactStore;

beforeAll(async () => {
  server = await startNatsServer();
  connection = await connectToNats({ url: server.url, name: 'test' });
  manager = await jetstreamManager(connection);
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});
beforeEach(async () => {
  await provisionStreams({ url: server.url, name: 'provision' });
  await manager.streams.purge(ARTIFACT_STREAM);
  store = new ArtifactStore(connection);
});

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function readAll(data: ReadableStream<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of data) parts.push(part);
  return Buffer.concat(parts);
}

describe('the artifact store', () => {
  it.each([0, 1, 131_071, 131_072, 131_073, 16 * MEGABYTE])('gives back %i bytes as they were stored', async (size) => {
    const bytes = randomBytes(size);
    await store.put('session/run/trace', bytes);
    const opened = await store.open('session/run/trace');
    expect(opened?.bytes).toBe(size);
    expect(sha(await readAll(opened?.data ?? new ReadableStream()))).toBe(sha(bytes));
  });

  it('keeps files apart that are stored at the same time', async () => {
    const files = Array.from({ length: 5 }, (_, index) => ({ name: `${index}/har`, bytes: randomBytes(MEGABYTE) }));
    await Promise.all(files.map(({ name, bytes }) => store.put(name, bytes)));
    for (const { name, bytes } of files) {
      const opened = await store.open(name);
      expect(sha(await readAll(opened?.data ?? new ReadableStream()))).toBe(sha(bytes));
    }
  });

  it('is one that other clients of an object store can read', async () => {
    const bytes = randomBytes(300_000);
    await store.put('screenshot', bytes);
    const bucket = await new Objm(connection).open(ARTIFACT_BUCKET);
    expect(sha((await bucket.getBlob('screenshot')) ?? new Uint8Array())).toBe(sha(bytes));
  });

  it('has nothing under a name that was never stored', async () => {
    expect(await store.open('nowhere')).toBeNull();
  });

  it('does not open a file of which the server has dropped the beginning', async () => {
    await store.put('old', randomBytes(400_000));
    await manager.streams.deleteMessage(ARTIFACT_STREAM, (await manager.streams.info(ARTIFACT_STREAM)).state.first_seq);
    expect(await store.open('old')).toBeNull();
  });

  it('asks the server for no more than the reader takes, and for nothing after it has gone away', async () => {
    await store.put('large', randomBytes(16 * MEGABYTE));
    const opened = await store.open('large');
    const reader = (opened?.data ?? new ReadableStream<Uint8Array>()).getReader();
    const before = connection.stats().inBytes;
    await reader.read();
    await reader.read();
    await reader.cancel();
    // Two parts that were read and one ahead.
    expect(connection.stats().inBytes - before).toBeLessThan(3.5 * 131_072);
  });

  it('ends the stream with an error when a part is lost in the middle', async () => {
    await store.put('torn', randomBytes(MEGABYTE));
    const opened = await store.open('torn');
    const reader = (opened?.data ?? new ReadableStream<Uint8Array>()).getReader();
    await reader.read();
    const { state } = await manager.streams.info(ARTIFACT_STREAM);
    await manager.streams.deleteMessage(ARTIFACT_STREAM, state.first_seq + 4);
    const readOn = async (): Promise<void> => {
      while (!(await reader.read()).done);
    };
    await expect(readOn()).rejects.toThrow(ArtifactDamagedError);
  });

  it('drops its oldest files when it is full', async () => {
    await manager.streams.update(ARTIFACT_STREAM, { max_bytes: 2 * MEGABYTE });
    for (const name of ['first', 'second', 'third']) await store.put(name, randomBytes(MEGABYTE * 0.9));
    expect(await store.open('first')).toBeNull();
    expect((await store.open('third'))?.bytes).toBe(Math.floor(MEGABYTE * 0.9));
  });

  it('keeps files for the days of the newest provisioning', async () => {
    await store.put('kept', randomBytes(10));
    await provisionStreams({ url: server.url, name: 'provision' }, { artifactDays: 3 });
    const { config } = await manager.streams.info(ARTIFACT_STREAM);
    expect(config).toMatchObject({ max_age: 3 * DAY_NS, allow_rollup_hdrs: true, allow_direct: true });
    expect((await store.open('kept'))?.bytes).toBe(10);
    await provisionStreams({ url: server.url, name: 'provision' });
    expect((await manager.streams.info(ARTIFACT_STREAM)).config.max_age).toBe(14 * DAY_NS);
  });

  it('forgets files that are older than their age limit', async () => {
    await store.put('old', randomBytes(10));
    await manager.streams.update(ARTIFACT_STREAM, { max_age: 200_000_000, duplicate_window: 200_000_000 });
    await waitFor(async () => (await store.open('old')) === null, { what: 'the file to expire' });
    await manager.streams.delete(ARTIFACT_STREAM);
  });

  it('says so when the server has no room', async () => {
    await manager.streams.update(ARTIFACT_STREAM, { discard: DiscardPolicy.New, max_bytes: MEGABYTE });
    await expect(store.put('large', randomBytes(2 * MEGABYTE))).rejects.toThrow(ArtifactStoreFullError);
    expect((await manager.streams.info(ARTIFACT_STREAM)).state.messages).toBe(0);
  });

  it('says so when there is no store', async () => {
    await manager.streams.delete(ARTIFACT_STREAM);
    await expect(store.put('any', randomBytes(10))).rejects.toThrow(DependencyUnavailableError);
    await expect(store.open('any')).rejects.toThrow(DependencyUnavailableError);
  });
});
