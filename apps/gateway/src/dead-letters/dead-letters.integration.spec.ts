import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { ClosedConnectionError, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { type DeadLetterList, deadLetterList, deadLetterRetryV1 } from '@wakeful/contracts';
import { connectToNats, DeadLetterRetries } from '@wakeful/messaging';
import { createLogger } from '@wakeful/platform';
import { waitFor } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const PATH = '/api/v1/system/dead-letters';
let gateway: TestGateway;
let connection: NatsConnection;
let retries: DeadLetterRetries;
beforeAll(async () => {
  gateway = await startTestGateway();
  connection = await connectToNats({ url: gateway.nats.url, name: 'test' });
  // Of a recorder, which is another application.
  retries = new DeadLetterRetries(connection, createLogger('test', 'fatal'));
  for (const subject of ['check.completed.v1', 'downtime.opened.v1', 'check.completed.v1']) {
    const header = headers();
    header.set('Wakeful-Consumer', 'recorder');
    header.set('Wakeful-Reason', 'out of range');
    await jetstream(connection).publish(`dead.${subject}`, `{"of":"${subject}"}`, { headers: header });
  }
});
afterAll(async () => {
  await connection.close();
  await gateway.stop();
});

const list = async (): Promise<DeadLetterList> =>
  deadLetterList.parse((await gateway.request('GET', `${PATH}?limit=10`)).body);
const waitingResults = async (): Promise<number> =>
  (await (await jetstreamManager(connection)).streams.info('RESULTS')).state.messages;

it('answers 503 while no one is there to put them back', async () => {
  const [newest] = (await list()).items;
  expect((await gateway.request('POST', `${PATH}/${newest?.id}/retry`)).status).toBe(503);
  expect(await list()).toMatchObject({ total: 3 });
});

it('shows dead letters, puts them back where they came from, and drops them', async () => {
  retries.onModuleInit();
  const { items, total } = await list();
  expect(total).toBe(3);
  expect(items[0]).toMatchObject({ subject: 'check.completed.v1', consumer: 'recorder', reason: 'out of range' });
  const [newest, middle, oldest] = items;
  expect((await gateway.request('POST', `${PATH}/${newest?.id}/retry`)).status).toBe(202);
  expect(await waitingResults()).toBe(1);
  expect((await gateway.request('DELETE', `${PATH}/${middle?.id}`)).status).toBe(204);
  expect(await list()).toMatchObject({ total: 1, items: [{ id: oldest?.id }] });
  expect((await gateway.request('POST', `${PATH}/${newest?.id}/retry`)).status).toBe(404);
  expect((await gateway.request('DELETE', `${PATH}/99999`)).status).toBe(404);
  expect(await waitingResults()).toBe(1);
});

it('sends no answer into a stream, wherever a request asks for it', async () => {
  const [subject, absent] = [deadLetterRetryV1.subjectOf({ id: 99_999 }), JSON.stringify({ id: 99_999 })];
  const before = await waitingResults();
  connection.publish(subject, absent, { reply: 'check.completed.v1' });
  // Answered after the one before it.
  expect((await connection.request(subject, absent)).json()).toEqual({ outcome: 'absent' });
  expect(await waitingResults()).toBe(before);
});

it('survives that the connection is closed before the answer', async () => {
  const logger = createLogger('test', 'fatal');
  const warn = jest.spyOn(logger, 'warn');
  const subscribe = jest.spyOn(connection, 'subscribe');
  const others = new DeadLetterRetries(connection, logger);
  others.onModuleInit();
  const callback = subscribe.mock.lastCall?.[1]?.callback;
  const respond = (): never => {
    throw new ClosedConnectionError();
  };
  void callback?.(null, { reply: '_INBOX.gateway.1', data: Buffer.from('{"id":99999}'), respond } as unknown as Msg);
  await waitFor(() => warn.mock.calls.length === 1, { what: 'a line in the log' });
  expect(warn.mock.lastCall?.[1]).toContain('could not be answered');
  others.onModuleDestroy();
});
