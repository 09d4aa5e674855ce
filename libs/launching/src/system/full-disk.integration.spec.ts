import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { waitFor } from '@wakeful/testing';
import { jetStreamAnswers } from '../nats/jetstream-answers.js';
import { judgeRoom } from '../nats/room-on-disk.js';
import { type NatsServer, startNatsServer } from '../nats/start-nats-server.js';
import type { ComponentEvent } from './component.js';
import { SupervisedComponent } from './supervised-component.js';

const run = promisify(execFile);
const MEBIBYTE = 2 ** 20;
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('Not run, as only root may mount a small disk: the specs of a full disk under NATS.');

/** A disk of 48 MiB in memory. */
(isRoot ? describe : describe.skip)('a disk that is full under NATS', () => {
  const events: ComponentEvent[] = [];
  let disk: string;
  let server: NatsServer;
  let supervised: SupervisedComponent;

  beforeAll(async () => {
    disk = await mkdtemp(join(tmpdir(), 'wakeful-small-disk-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]);
    const answers = (): Promise<boolean> => jetStreamAnswers(server.url, 2_000);
    supervised = new SupervisedComponent(
      {
        name: 'nats',
        launch: async () => {
          const port = server ? { port: server.port } : {};
          return (server = await startNatsServer({ storeDir: join(disk, 'nats'), detached: true, ...port }));
        },
        isReady: answers,
        isAlive: answers,
      },
      {
        restart: true,
        liveness: { intervalMs: 500, patienceMs: 4_000 },
        backOff: { firstDelayMs: 200, maxDelayMs: 1_000, resetAfterMs: 60_000 },
        onEvent: (event) => events.push(event),
      },
    );
    await supervised.start();
  }, 60_000);
  afterAll(async () => {
    await supervised.stop();
    await run('umount', [disk]);
    await rm(disk, { recursive: true });
  });

  const connected = async (work: (connection: NatsConnection) => Promise<void>): Promise<void> => {
    const connection = await connect({ servers: server.url, reconnect: false });
    try {
      await work(connection);
    } finally {
      await connection.close();
    }
  };

  it('too small to begin with is said so', async () => {
    await expect(judgeRoom(join(disk, 'nats'))).rejects.toThrow(
      /There are 4\d MiB free on the disk of .*NATS needs 512/,
    );
  });

  it('ends what does not answer, and continues with every stream when there is room again', async () => {
    await connected(async (connection) => {
      const manager = await jetstreamManager(connection);
      // More than there is: what is reserved is not taken.
      await manager.streams.add({ name: 'QUEUE', subjects: ['queue'], max_bytes: 1_024 * MEBIBYTE });
    });
    const { bavail, bsize } = await statfs(disk);
    await writeFile(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - 2 * MEBIBYTE));
    await connected(async (connection) => {
      const client = jetstream(connection);
      const payload = new Uint8Array(256 * 1_024);
      const fill = async (): Promise<void> => {
        for (let message = 0; message < 200; message++) await client.publish('queue', payload, { timeout: 2_000 });
      };
      await expect(fill()).rejects.toThrow();
    });
    await waitFor(() => events.some(({ type }) => type === 'unresponsive'), {
      what: 'the loss of JetStream to be noticed',
      timeoutMs: 30_000,
    });
    await rm(join(disk, 'ballast'));
    await waitFor(() => jetStreamAnswers(server.url, 2_000), { what: 'JetStream to answer', timeoutMs: 60_000 });
    await connected(async (connection) => {
      await waitFor(
        () =>
          jetstream(connection)
            .publish('queue', new Uint8Array(1_024), { timeout: 2_000 })
            .then(
              () => true,
              () => false,
            ),
        { what: 'the stream to take messages again', timeoutMs: 30_000 },
      );
    });
  }, 180_000);
});
