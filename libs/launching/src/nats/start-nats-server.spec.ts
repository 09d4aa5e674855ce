import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { startNatsServer } from './start-nats-server.js';

describe('startNatsServer', () => {
  let storeDir: string;

  beforeAll(async () => {
    storeDir = await mkdtemp(join(tmpdir(), 'wakeful-nats-spec-'));
  });
  afterAll(() => rm(storeDir, { recursive: true, force: true }));

  it('keeps what JetStream acknowledged over a kill -9 and a restart on the same folder and port', async () => {
    const first = await startNatsServer({ storeDir });
    const connection = await connect({ servers: first.url });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    const ack = await jetstream(connection).publish('kept.one', 'payload', { msgID: 'one' });
    expect(ack.seq).toBe(1);

    expect(first.kill('SIGKILL')).toBe(true);
    expect((await first.exited).signal).toBe('SIGKILL');
    await connection.close();

    await using second = await startNatsServer({ storeDir, port: first.port });
    expect(second.url).toBe(first.url);
    const again = await connect({ servers: second.url });
    const stored = await (await jetstreamManager(again)).streams.getMessage('KEPT', { seq: 1 });
    expect(stored?.string()).toBe('payload');
    await again.close();
  });

  it('takes messages of more than a megabyte', async () => {
    await using server = await startNatsServer();
    const connection = await connect({ servers: server.url });
    expect(connection.info?.max_payload).toBe(8 * 1024 * 1024);
    await connection.close();
  });

  it('says why a server did not start', async () => {
    await using server = await startNatsServer();
    await expect(startNatsServer({ port: server.port })).rejects.toMatchObject({
      code: 'STARTUP_FAILED',
      message: expect.stringContaining('address already in use'),
    });
  });
});
