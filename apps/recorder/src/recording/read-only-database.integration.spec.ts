import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { NestFactory } from '@nestjs/core';
import { checkCompletedV1, MINUTE_MS } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, provisionStreams } from '@wakeful/messaging';
import { createDataSource } from '@wakeful/persistence';
import { createLogger } from '@wakeful/platform';
import { aCheckResult, createTestDatabase, type TestDatabase, waitFor } from '@wakeful/testing';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { readRecorderConfig } from '../config.js';
import { insertMonitor } from '../maintenance.fixture.js';
import { RecorderModule } from '../recorder.module.js';

const RESULTS = 20;
const T0_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 30 * MINUTE_MS;

let database: TestDatabase;
let nats: NatsServer;
let admin: DataSource;
let connection: Awaited<ReturnType<typeof connectToNats>>;
let recorder: { close(): Promise<void> } | undefined;
const lines: string[] = [];
const sink = new Writable({
  write: (line: Buffer, _encoding, done) => {
    lines.push(line.toString());
    done();
  },
});

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  await provisionStreams({ url: nats.url, name: 'test' });
  admin = await createDataSource(database.url, 'test', 1).initialize();
  connection = await connectToNats({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await recorder?.close();
  await connection.close();
  await admin.destroy();
  await Promise.all([nats.stop(), database.drop()]);
});

/** As around a failover: new sessions cannot write, and there are only new sessions. */
async function setReadOnly(isReadOnly: boolean): Promise<void> {
  await admin.query('SET default_transaction_read_only = off');
  await admin.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}', current_database()); END $$`,
  );
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

/** Deliveries that led to nothing, as those that found Postgres away or were in the hands of a process that was killed. */
async function deliverInVain(times: number): Promise<void> {
  const manager = await jetstreamManager(connection);
  await manager.consumers.add('RESULTS', {
    durable_name: 'recorder',
    ack_policy: 'explicit',
    filter_subject: checkCompletedV1.filter,
  });
  const consumer = await jetstream(connection).consumers.get('RESULTS', 'recorder');
  for (let delivery = 0; delivery < times * RESULTS; delivery++) (await consumer.next())?.nak();
}

const deliveries = async (): Promise<number> =>
  (await (await jetstreamManager(connection)).consumers.info('RESULTS', 'recorder')).delivered.consumer_seq;
const stored = async (): Promise<number> =>
  (await admin.query<{ n: number }[]>('SELECT count(*)::int AS n FROM checks'))[0]?.n ?? NaN;

it('a database that takes no writes, as in a failover, makes no dead letters, and is one line in the log', async () => {
  const monitor = await insertMonitor(admin, { fromMs: T0_MS });
  const bus = new MessageBus(connection, createLogger('test', 'fatal'));
  for (let slot = 0; slot < RESULTS; slot++) {
    const scheduledAt = new Date(T0_MS + slot * MINUTE_MS).toISOString();
    await bus.publish(checkCompletedV1, { results: [aCheckResult({ monitorId: monitor.id, scheduledAt })] });
  }
  await deliverInVain(4);
  await setReadOnly(true);
  const config = readRecorderConfig({ PORT: '0', NATS_URL: nats.url, DATABASE_URL: database.url });
  const logger = pino({ level: 'info' }, sink);
  recorder = await NestFactory.createApplicationContext(RecorderModule.forRoot(config, logger), { logger: false });
  await waitFor(() => lines.some((line) => line.includes('Postgres is away')), { what: 'the outage to be logged' });
  const inVain = await deliveries();
  await waitFor(async () => (await deliveries()) >= inVain + 2 * RESULTS, { what: 'two more rounds of deliveries' });
  expect(await stored()).toBe(0);
  await setReadOnly(false);
  await waitFor(async () => (await stored()) === RESULTS, { what: 'every result to be stored', timeoutMs: 20_000 });
  expect((await bus.streamDepths()).DEAD_LETTERS?.messages).toBe(0);
  await waitFor(() => lines.some((line) => line.includes('Postgres is back')), { what: 'the end', timeoutMs: 20_000 });
  const aboutPostgres = lines.filter((line) => /Postgres|read-only|tried again|"err"/.test(line));
  expect(aboutPostgres.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    expect.stringMatching(/^Postgres is away \(.*read-only.*\)\. Everything/),
    expect.stringMatching(/^Postgres is back after \d+\.\d s\.$/),
  ]);
}, 90_000);
