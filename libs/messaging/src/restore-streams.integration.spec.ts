import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { checkCompletedV1 } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { createLogger, DependencyLog } from '@wakeful/platform';
import { aCheckResult, waitFor } from '@wakeful/testing';
import { connectToNats } from './connection.js';
import { MessageBus } from './message-bus.js';
import { MessageConsumer } from './message-consumer.js';
import { provisionStreams } from './provision.js';
import { RestoreStreams } from './restore-streams.js';
import { streamDefinitions } from './streams.js';

const logger = createLogger('test', 'fatal');
let server: NatsServer;
let connection: Awaited<ReturnType<typeof connectToNats>>;
beforeAll(async () => {
  server = await startNatsServer();
  await provisionStreams({ url: server.url, name: 'test' });
  connection = await connectToNats({ url: server.url, name: 'test' });
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

it('makes streams that the server lost, and whoever consumes from them goes on', async () => {
  const dependencies = new DependencyLog(logger);
  let handled = 0;
  const options = { durable: 'recorder', concurrency: 1 };
  const consumer = new MessageConsumer({ connection, logger, dependencies }, checkCompletedV1, options, () =>
    Promise.resolve(void handled++),
  );
  await consumer.start();
  const manager = await jetstreamManager(connection);
  const names = streamDefinitions.map(({ name }) => name);
  for (const name of names) await manager.streams.delete(name);
  const restore = new RestoreStreams(connection, logger, dependencies);
  await restore.run();
  const found = await manager.streams.names().next();
  expect(found).toEqual(expect.arrayContaining(names));
  await new MessageBus(connection, logger).publish(checkCompletedV1, { results: [aCheckResult()] });
  await waitFor(() => handled === 1, { what: 'the result to be handled', timeoutMs: 45_000 });
  await restore.run();
  expect((await manager.streams.info('RESULTS')).state.consumer_count).toBe(1);
  await consumer.stop();
}, 60_000);
