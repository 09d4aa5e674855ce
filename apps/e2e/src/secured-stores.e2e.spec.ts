import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import { Client } from 'pg';
import { type NatsUser, natsUsers, type SecuredStores, startSecuredStores } from './secured-stores.fixture.js';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const DENIED = /permission|violation|authoriz|must be owner/i;
const REPLY_TIMEOUT_MS = 5_000;

describe('the system on a PostgreSQL and a NATS with TLS, each service as a role and a user of its own', () => {
  let stores: SecuredStores;
  let target: Target;
  let running: TestSystem;

  beforeAll(async () => {
    stores = await startSecuredStores();
    target = await startTarget();
    running = await startTestSystem(stores.options);
  }, 120_000);
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await target.close();
    await stores[Symbol.asyncDispose]();
  }, 60_000);

  it('does its work: checks, check now, an outage with its alert and its end, a visit of a browser, a pause', async () => {
    const { api } = running;
    await api.addWebhook(`${target.url}/alerts`);
    const monitor = await api.createMonitor({ url: `${target.url}/page`, intervalSeconds: 5, confirmations: 0 });
    await waitFor(async () => (await api.monitor(monitor.id)).status === 'up', { what: 'a first check' });
    expect(await api.checkNow(monitor.id)).toMatchObject({ status: 'up', trigger: 'manual' });
    target.respondWith({ status: 500 });
    await waitFor(async () => (await api.windows(monitor.id)).length === 1, { what: 'the outage', timeoutMs: 20_000 });
    target.respondWith({ status: 200 });
    await waitFor(async () => (await api.windows(monitor.id))[0]?.endedAt, { what: 'its end', timeoutMs: 20_000 });
    const alerts = () => target.requests.filter(({ path }) => path === '/alerts').length;
    await waitFor(() => alerts() >= 2, { what: 'the messages of the outage and its end', timeoutMs: 20_000 });
    const visit = async () => {
      const session = await api.debugSession(monitor.id);
      return session.success && session;
    };
    // A browser on a loaded machine may need more than the time of one visit.
    const session = await waitFor(visit, { what: 'a visit that succeeds', timeoutMs: 90_000 });
    expect((await api.artifact(session.artifacts.screenshot?.url ?? '/none')).bytes.length).toBeGreaterThan(0);
    expect(await api.testWebhook(`${target.url}/hook`)).toMatchObject({ delivered: true });
    await api.updateMonitor(monitor.id, { enabled: false });
    await api.deleteMonitor(monitor.id);
    const { queues, services } = await api.systemStatus();
    expect(queues?.['DEAD_LETTERS']?.messages).toBe(0);
    expect(services.map(({ service }) => service).sort()).toEqual([
      'checker',
      'debug-session',
      'gateway',
      'notifier',
      'recorder',
      'scheduler',
    ]);
  }, 120_000);

  it('asks for nothing that its users may not do', () => {
    const folder = join(running.system.dataDir, 'logs');
    const logs = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(
      logs
        .join('\n')
        .split('\n')
        .filter((line) => DENIED.test(line)),
    ).toEqual([]);
    expect(stores.violations).toEqual([]);
  });

  it('encrypts every connection to PostgreSQL, that which listens too', async () => {
    const client = new Client({ connectionString: stores.postgres.url('wakeful'), ssl: { ca: stores.ca } });
    await client.connect();
    const { rows } = await client.query<{ name: string; role: string; ssl: boolean }>(
      `SELECT application_name AS name, usename AS role, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
        WHERE application_name LIKE 'wakeful-%'`,
    );
    await client.end();
    expect(rows.filter(({ ssl }) => !ssl)).toEqual([]);
    expect([...new Set(rows.map(({ name }) => name))].sort()).toEqual([
      'wakeful-gateway',
      'wakeful-notifier',
      'wakeful-recorder',
      'wakeful-scheduler',
      'wakeful-scheduler-listen',
    ]);
    const strangers = rows.filter(({ name, role }) => role !== name.replace(/^wakeful-(\w+).*/, 'wakeful_$1'));
    expect(strangers).toEqual([]);
  });

  it('a stranger gets nowhere: without a user, with a wrong password, without TLS', async () => {
    const servers = stores.nats.url;
    const tls = { ca: stores.ca };
    const attempts = [
      { servers, tls },
      { servers, tls, user: 'checker', pass: 'guess' },
      { servers, user: 'checker', pass: 'pass-of-checker' },
    ];
    for (const attempt of attempts) {
      await expect(connect({ ...attempt, reconnect: false, timeout: REPLY_TIMEOUT_MS })).rejects.toThrow();
    }
  });

  describe('what a user may not do', () => {
    let connections: Record<NatsUser, NatsConnection>;
    beforeAll(async () => {
      const pairs = natsUsers.map(async (user) => [user, await stores.connectAs(user)] as const);
      connections = Object.fromEntries(await Promise.all(pairs)) as typeof connections;
    });
    afterAll(async () => {
      await Promise.all(Object.values(connections).map((connection) => connection.close()));
    });

    const publications: [NatsUser, string][] = [
      ['checker', 'status.changed.v1'],
      ['checker', 'downtime.opened.v1'],
      ['checker', 'check.run.v1.default'],
      ['checker', 'check.requested.v1'],
      ['checker', 'dead.check.completed.v1'],
      ['gateway', 'check.completed.v1'],
      ['gateway', 'check.run.v1.default'],
      ['gateway', 'status.changed.v1'],
      ['gateway', 'downtime.opened.v1'],
      ['gateway', 'dead.check.completed.v1'],
      ['gateway', 'checker.network-lost.v1'],
      ['scheduler', 'check.completed.v1'],
      ['scheduler', 'status.changed.v1'],
      // It may publish what may become a dead letter, as it puts them back, and no dead letters of others.
      ['recorder', 'dead.check.run.v1.default'],
      ['recorder', 'dead.status.changed.v1'],
      ['notifier', 'status.changed.v1'],
      ['notifier', 'check.completed.v1'],
      ['debug-session', 'check.completed.v1'],
      ['debug-session', 'status.changed.v1'],
      ['migrate', 'status.changed.v1'],
    ];
    it.each(publications)('%s: publish %s', async (user, subject) => {
      const publishing = jetstream(connections[user]).publish(subject, '{}', { timeout: REPLY_TIMEOUT_MS });
      await expect(publishing).rejects.toThrow(DENIED);
      await waitFor(() => stores.violations.some((line) => line.includes(subject)), { what: 'the server to say so' });
    });

    const readings: [NatsUser, string][] = [
      ['checker', 'RESULTS'],
      ['checker', 'EVENTS'],
      ['checker', 'CONTROL'],
      ['gateway', 'CHECKS'],
      ['gateway', 'RESULTS'],
      ['scheduler', 'RESULTS'],
      ['scheduler', 'CHECKS'],
      ['recorder', 'CHECKS'],
      ['notifier', 'RESULTS'],
      ['notifier', 'CHECKS'],
      ['debug-session', 'CHECKS'],
      ['debug-session', 'RESULTS'],
      ['migrate', 'CHECKS'],
    ];
    it.each(readings)('%s: read %s, by a consumer or a message at a time, or empty it', async (user, stream) => {
      const manager = await jetstreamManager(connections[user], { timeout: REPLY_TIMEOUT_MS });
      await expect(manager.consumers.add(stream, { durable_name: 'spy' })).rejects.toThrow(DENIED);
      await expect(manager.streams.getMessage(stream, { seq: 1 })).rejects.toThrow(DENIED);
      await expect(manager.streams.purge(stream)).rejects.toThrow(DENIED);
      await expect(manager.streams.delete(stream)).rejects.toThrow(DENIED);
    });

    it.each(natsUsers.filter((user) => user !== 'migrate'))('%s: make a stream of its own', async (user) => {
      const manager = await jetstreamManager(connections[user], { timeout: REPLY_TIMEOUT_MS });
      await expect(manager.streams.add({ name: 'SPY', subjects: ['spy'] })).rejects.toThrow(DENIED);
    });

    const subscriptions: [NatsUser, string][] = [
      ['checker', '>'],
      ['checker', 'check.run.>'],
      ['checker', '_INBOX.gateway.>'],
      ['checker', '_INBOX.>'],
      ['gateway', '_INBOX.recorder.>'],
      ['notifier', 'check.completed.v1'],
      ['debug-session', 'check.run.>'],
    ];
    it.each(subscriptions)('%s: listen to %s', async (user, subject) => {
      const { promise, resolve } = Promise.withResolvers<Error | null>();
      connections[user].subscribe(subject, { callback: (error) => resolve(error) });
      await connections[user].flush();
      expect(String(await promise)).toMatch(DENIED);
    });
  });
});
