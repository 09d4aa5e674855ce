import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { type CheckRunV1, checkRunV1, type CheckRunV2, checkRunV2 } from '@wakeful/contracts';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { connectToNats, MessageBus, provisionStreams } from '@wakeful/messaging';
import { createDataSource, startSchedule } from '@wakeful/persistence';
import { createLogger } from '@wakeful/platform';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import type { DataSource } from 'typeorm';

export interface PublishedCheck {
  monitorId: string;
  slotMs: number;
  location: string;
  trigger: string;
}

/** Real Postgres and NATS with what a scheduler needs, and nothing that consumes what it publishes. */
export interface SchedulerRig {
  readonly database: TestDatabase;
  readonly nats: NatsServer;
  readonly dataSource: DataSource;
  readonly bus: MessageBus;
  insertMonitor(options: { fromMs: number; intervalMs?: number; locations?: string[] }): Promise<string>;
  /** Every due check that is in the stream. */
  publishedChecks(): Promise<PublishedCheck[]>;
  emptyStreams(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSchedulerRig(): Promise<SchedulerRig> {
  const [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  await provisionStreams({ url: nats.url, name: 'test' });
  const dataSource = await createDataSource(database.url, 'test', 10).initialize();
  const connection = await connectToNats({ url: nats.url, name: 'test' });
  const manager = await jetstreamManager(connection);

  return {
    database,
    nats,
    dataSource,
    bus: new MessageBus(connection, createLogger('test', 'fatal')),
    async insertMonitor({ fromMs, intervalMs = 60_000, locations = ['default'] }) {
      const id = randomUUID();
      await dataSource.transaction(async (transaction) => {
        await transaction.query(
          `INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags,
                                 probe, confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
           VALUES ($1::uuid, 'A page', 'http://127.0.0.1/' || $1, '', true, $2, 4000, 'GET', $3, '{}', $4, 2, 5, 1, true)`,
          [id, intervalMs / 1000, locations, JSON.stringify(PROBE)],
        );
        await transaction.query('INSERT INTO monitor_state (monitor_id) VALUES ($1)', [id]);
        await startSchedule(transaction, { monitorId: id, intervalMs, locations, fromMs });
      });
      return id;
    },
    async publishedChecks() {
      const { state } = await manager.streams.info('CHECKS');
      const published: PublishedCheck[] = [];
      for (let seq = state.first_seq; seq > 0 && seq <= state.last_seq; seq++) {
        const message = await manager.streams.getMessage('CHECKS', { seq });
        if (!message) continue;
        const { schema } = message.subject.startsWith('check.run.v1') ? checkRunV1 : checkRunV2;
        published.push(...checksOf(schema.parse(message.json())));
      }
      return published;
    },
    async emptyStreams() {
      for (const stream of ['CHECKS', 'CONTROL']) await manager.streams.purge(stream);
    },
    async stop() {
      await dataSource.destroy();
      await connection.close();
      await Promise.all([database.drop(), nats.stop()]);
    },
  };
}

const PROBE = {
  expectedStatus: ['2xx'],
  followRedirects: true,
  maxRedirects: 10,
  maxBodyBytes: 1_048_576,
  assertions: [],
  degradedThresholdMs: null,
  tlsVerify: true,
  ipFamily: 'auto',
};

const checksOf = ({ location, checks }: CheckRunV1 | CheckRunV2): PublishedCheck[] =>
  checks.map(({ monitorId, scheduledAt, trigger }) => ({
    monitorId,
    slotMs: Date.parse(scheduledAt),
    location,
    trigger,
  }));
