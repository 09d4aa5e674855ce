import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DiscardPolicy, jetstreamManager, type StreamConfig } from '@nats-io/jetstream';
import { checkRequestedV1, type MessageContract, monitoringChangedV1 } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, provisionStreams } from '@wakeful/messaging';
import { createDataSource, type OutboxMessage, outboxMessage, writeOutbox } from '@wakeful/persistence';
import { createLogger, DependencyLog } from '@wakeful/platform';
import { createTestDatabase, type TestDatabase, waitFor } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { OutboxRelay } from './outbox-relay.js';

const logger = createLogger('test', 'fatal');

let database: TestDatabase;
let nats: NatsServer;
let dataSource: DataSource;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let published: string[];
let relay: OutboxRelay;

/** The real one, which also remembers what it was asked to publish. */
class WatchedBus extends MessageBus {
  override async publish(contract: MessageContract, message: never, messageId?: string): Promise<void> {
    await super.publish(contract, message, messageId);
    published.push(contract.name);
  }
}

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  dataSource = await createDataSource(database.url, 'test', 5).initialize();
  connection = await connectToNats({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await connection.close();
  await dataSource.destroy();
  await Promise.all([nats.stop(), database.drop()]);
});
beforeEach(async () => {
  await provisionStreams({ url: nats.url, name: 'test' });
  published = [];
  relay = new OutboxRelay(dataSource, new WatchedBus(connection, logger), logger, new DependencyLog(logger));
});
afterEach(async () => {
  await relay.onModuleDestroy();
  await dataSource.query('DELETE FROM outbox');
  const manager = await jetstreamManager(connection);
  for (const stream of ['EVENTS', 'CONTROL']) await manager.streams.delete(stream);
});

const at = new Date().toISOString();
const request = (): OutboxMessage =>
  outboxMessage(checkRequestedV1, { kind: 'confirm', monitorId: randomUUID(), at, location: 'default' });
const event = (name = 'Shop'): OutboxMessage =>
  outboxMessage(monitoringChangedV1, {
    monitorId: randomUUID(),
    name,
    url: 'https://shop.example/',
    tags: [],
    change: 'created',
    at,
  });

const waiting = (): Promise<{ message: string }[]> => dataSource.query('SELECT message FROM outbox ORDER BY id');
const limitEvents = async (limits: Partial<StreamConfig>): Promise<void> => {
  await (await jetstreamManager(connection)).streams.update('EVENTS', limits);
};
const waitForOutbox = (wanted: readonly string[]): Promise<unknown> =>
  waitFor(async () => (await waiting()).map(({ message }) => message).join() === wanted.join(), {
    what: `an outbox with ${wanted.join() || 'nothing'}`,
    timeoutMs: 15_000,
  });

describe('the outbox', () => {
  it('publishes what stands behind a message that the server refuses, once, and that one when it is taken', async () => {
    // The largest message that the stream takes: the long one is refused, whatever is tried.
    await limitEvents({ max_msg_size: 1_000 });
    await writeOutbox(dataSource.manager, [event('x'.repeat(2_000)), event(), request(), event()]);
    relay.onApplicationBootstrap();
    await waitForOutbox(['monitoring.changed']);
    await writeOutbox(dataSource.manager, [event()]);
    relay.poke();
    await waitForOutbox(['monitoring.changed']);
    expect(published.toSorted()).toEqual([
      'check.requested',
      'monitoring.changed',
      'monitoring.changed',
      'monitoring.changed',
    ]);
    await limitEvents({ max_msg_size: -1 });
    await waitForOutbox([]);
    expect(published).toHaveLength(5);
  });

  it('publishes for other streams while one is full, however much waits for that one', async () => {
    await limitEvents({ max_msgs: 1, discard: DiscardPolicy.New });
    const many = Array.from({ length: 450 }, () => event());
    await writeOutbox(dataSource.manager, [...many, request()]);
    relay.onApplicationBootstrap();
    await waitFor(() => published.includes('check.requested'), { what: 'the request behind 450 events' });
    expect(published.filter((name) => name === 'monitoring.changed')).toHaveLength(1);
    await writeOutbox(dataSource.manager, [request()]);
    relay.poke();
    await waitFor(() => published.filter((name) => name === 'check.requested').length === 2, { what: 'the next one' });
    await limitEvents({ max_msgs: -1, discard: DiscardPolicy.Old });
    await waitForOutbox([]);
    expect(published).toHaveLength(452);
  }, 40_000);

  it('goes on with one stream while another is not there', async () => {
    await (await jetstreamManager(connection)).streams.delete('EVENTS');
    await writeOutbox(dataSource.manager, [event(), request()]);
    relay.onApplicationBootstrap();
    await waitForOutbox(['monitoring.changed']);
    await provisionStreams({ url: nats.url, name: 'test' });
    await waitForOutbox([]);
    expect(published).toEqual(['check.requested', 'monitoring.changed']);
  }, 30_000);
});
