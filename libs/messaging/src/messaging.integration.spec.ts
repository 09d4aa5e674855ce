import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type CheckCompletedV1, checkCompletedV1, checkRunV2, type StreamName } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { createLogger, DependencyLog } from '@wakeful/platform';
import { aCheckResult, aDueCheck, waitFor } from '@wakeful/testing';
import { connectToNats } from './connection.js';
import { InvalidMessageError, StreamFullError } from './errors.js';
import { MessageBus } from './message-bus.js';
import { MessageConsumer } from './message-consumer.js';
import { provisionStreams } from './provision.js';

const logger = createLogger('test', 'fatal');
const dependencies = new DependencyLog(logger);
let server: NatsServer;
let connection: NatsConnection;
let bus: MessageBus;
const consumers: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  await provisionStreams({ url: server.url, name: 'provision' });
  connection = await connectToNats({ url: server.url, name: 'test' });
  bus = new MessageBus(connection, logger);
});
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  const manager = await jetstreamManager(connection);
  for (const stream of ['CHECKS', 'RESULTS', 'DEAD_LETTERS']) await manager.streams.delete(stream);
  await connection.close();
});

async function consumeResults(handler: (message: CheckCompletedV1) => Promise<void>): Promise<void> {
  const options = { durable: 'recorder', concurrency: 4 };
  const consumer = new MessageConsumer({ connection, logger, dependencies }, checkCompletedV1, options, handler);
  consumers.push(consumer);
  await consumer.start();
}

const depthOf = async (stream: StreamName): Promise<number> => (await bus.streamDepths())[stream]?.messages ?? NaN;
const aBatch = (): CheckCompletedV1 => ({ results: [aCheckResult()] });

describe('messages over JetStream', () => {
  it('arrive as they were published, and leave the queue when they are handled', async () => {
    const sent = aBatch();
    const received: CheckCompletedV1[] = [];
    await consumeResults((message) => Promise.resolve(void received.push(message)));
    await bus.publish(checkCompletedV1, sent);
    await waitFor(() => received.length === 1, { what: 'the message' });
    expect(received).toEqual([sent]);
    await waitFor(async () => (await depthOf('RESULTS')) === 0, { what: 'an empty queue' });
  });

  it('come again after the handler threw', async () => {
    let calls = 0;
    await consumeResults(() => (++calls === 1 ? Promise.reject(new Error('once')) : Promise.resolve()));
    await bus.publish(checkCompletedV1, aBatch());
    await waitFor(() => calls === 2, { what: 'the second delivery' });
    await waitFor(async () => (await depthOf('RESULTS')) === 0, { what: 'an empty queue' });
  });

  it.each([
    { name: 'no JSON', data: 'hello' },
    { name: 'another shape', data: '{"results":[{"monitorId":"x"}]}' },
    { name: 'nothing', data: '' },
  ])('that are $name become dead letters, and the next one goes through', async ({ data }) => {
    const received: CheckCompletedV1[] = [];
    await consumeResults((message) => Promise.resolve(void received.push(message)));
    connection.publish('check.completed.v1', data);
    await bus.publish(checkCompletedV1, aBatch());
    await waitFor(() => received.length === 1, { what: 'the good message' });
    await waitFor(async () => (await depthOf('DEAD_LETTERS')) === 1, { what: 'the dead letter' });
    const manager = await jetstreamManager(connection);
    const letter = await manager.streams.getMessage('DEAD_LETTERS', { last_by_subj: 'dead.check.completed.v1' });
    expect(letter?.string()).toBe(data);
    expect(letter?.header.get('Wakeful-Reason')).toContain('check.completed.v1 is not valid');
    await waitFor(async () => (await depthOf('RESULTS')) === 0, { what: 'an empty queue' });
  });

  it('stay in a stream of events when they are handled, and no longer wait there', async () => {
    const manager = await jetstreamManager(connection);
    const events = async () => (await bus.streamDepths()).EVENTS;
    await jetstream(connection).publish('monitoring.changed.v1', '{}');
    expect(await events()).toMatchObject({ messages: 1, pending: 1 });
    await manager.consumers.add('EVENTS', { durable_name: 'reader', ack_policy: AckPolicy.Explicit });
    expect(await events()).toMatchObject({ messages: 1, pending: 1 });
    const message = await (await jetstream(connection).consumers.get('EVENTS', 'reader')).next();
    expect(await message?.ackAck()).toBe(true);
    expect(await events()).toMatchObject({ messages: 1, pending: 0 });
    await manager.streams.delete('EVENTS');
  });

  it('are refused by the publisher when they do not fit their contract', async () => {
    const wrong = { results: [] } as CheckCompletedV1;
    await expect(bus.publish(checkCompletedV1, wrong)).rejects.toThrow(InvalidMessageError);
  });

  it('are kept once when they are published twice under one id', async () => {
    await bus.publish(checkCompletedV1, aBatch(), 'same');
    await bus.publish(checkCompletedV1, aBatch(), 'same');
    expect(await depthOf('RESULTS')).toBe(1);
  });

  it('are refused when the queue of their location is full, while other locations continue', async () => {
    const publish = (location: string) => bus.publish(checkRunV2, { location, checks: [aDueCheck()] });
    await Promise.all(Array.from({ length: 200 }, () => publish('far')));
    await expect(publish('far')).rejects.toThrow(StreamFullError);
    await expect(publish('near')).resolves.toBeUndefined();
  });

  it('are not taken while the consumer is not ready', async () => {
    let isReady = (): void => undefined;
    const readiness = new Promise<void>((resolve) => (isReady = resolve));
    const received: CheckCompletedV1[] = [];
    const options = { durable: 'recorder', concurrency: 4, whenReady: () => readiness };
    const consumer = new MessageConsumer({ connection, logger, dependencies }, checkCompletedV1, options, (message) =>
      Promise.resolve(void received.push(message)),
    );
    consumers.push(consumer);
    await consumer.start();
    await bus.publish(checkCompletedV1, aBatch());
    const manager = await jetstreamManager(connection);
    const info = await manager.consumers.info('RESULTS', 'recorder');
    expect({ pending: info.num_pending, delivered: info.num_ack_pending }).toEqual({ pending: 1, delivered: 0 });
    isReady();
    await waitFor(() => received.length === 1, { what: 'the message' });
  });

  it('that are under way are finished before the consumer has stopped', async () => {
    let finish = (): void => undefined;
    const events: string[] = [];
    await consumeResults(async () => {
      events.push('began');
      await new Promise<void>((resolve) => (finish = resolve));
      events.push('finished');
    });
    await bus.publish(checkCompletedV1, aBatch());
    await waitFor(() => events.includes('began'), { what: 'the handler' });
    const stopped = consumers[0]?.stop().then(() => events.push('stopped'));
    finish();
    await stopped;
    expect(events).toEqual(['began', 'finished', 'stopped']);
    await waitFor(async () => (await depthOf('RESULTS')) === 0, { what: 'an empty queue' });
  });

  it('are looked for, in case the server forgot some, while others keep coming', async () => {
    let handled = 0;
    await consumeResults(() => Promise.resolve(void handled++));
    let looks = 0;
    connection.subscribe('$JS.API.STREAM.INFO.RESULTS', { callback: () => void looks++ });
    const flow = setInterval(() => void bus.publish(checkCompletedV1, aBatch()).catch(() => undefined), 100);
    try {
      await waitFor(() => looks > 0, { what: 'a look at the oldest message', timeoutMs: 40_000 });
      expect(handled).toBeGreaterThan(10);
    } finally {
      clearInterval(flow);
    }
  }, 60_000);

  it('are looked for right after the server was killed and came back, in case it forgot some', async () => {
    await consumeResults(() => Promise.resolve());
    server.kill('SIGKILL');
    await server.exited;
    server = await startNatsServer({ storeDir: server.storeDir, port: server.port });
    const observer = await connectToNats({ url: server.url, name: 'observer' });
    let bindings = 0;
    observer.subscribe('$JS.API.CONSUMER.DURABLE.CREATE.RESULTS.recorder', { callback: () => void bindings++ });
    observer.subscribe('$JS.API.CONSUMER.CREATE.RESULTS.>', { callback: () => void bindings++ });
    await observer.flush();
    await waitFor(() => bindings > 0, { what: 'the consumer to be bound again', timeoutMs: 20_000 });
    await observer.close();
  }, 40_000);

  it('continue after the server was killed and came back', async () => {
    const received: CheckCompletedV1[] = [];
    await consumeResults((message) => Promise.resolve(void received.push(message)));
    const { port, storeDir } = server;
    server.kill('SIGKILL');
    await server.exited;
    server = await startNatsServer({ port, storeDir });
    await waitFor(() => bus.publish(checkCompletedV1, aBatch()).then(() => true), {
      what: 'a publish',
      timeoutMs: 20_000,
    });
    await waitFor(() => received.length >= 1, { what: 'the message', timeoutMs: 40_000 });
  }, 60_000);
});
