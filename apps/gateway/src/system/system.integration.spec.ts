import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Problem, serviceBeatV1, type SystemStatus, systemStatus } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import { waitFor } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { DatabaseGrowth } from './database-growth.js';

describe('the system over HTTP', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  const status = async () => systemStatus.parse((await gateway.request('GET', '/api/v1/system/status')).body);

  it('counts what is due, missed, open and of which status', async () => {
    const { id } = await gateway.createMonitor();
    await gateway.createMonitor({ enabled: false, locations: ['default', 'paris'] });
    await gateway.dataSource.query(`UPDATE monitor_schedule SET next_due_at = now() - interval '90 seconds'`);
    await gateway.dataSource.query(
      `INSERT INTO gaps VALUES ($1, 'default', now() - interval '1 hour', now(), 7),
                              ($1, 'default', now() - interval '30 hours', now() - interval '29 hours', 60)`,
      [id],
    );
    const found: SystemStatus = await status();
    expect(found.schedule.dueChecks).toBe(1);
    expect(found.schedule.lagSeconds).toBeGreaterThanOrEqual(90);
    expect(found.schedule.lagSeconds).toBeLessThan(120);
    expect(found).toMatchObject({ missedSlotsLast24h: 7, openWindows: 0 });
    expect(found.monitors).toMatchObject({ total: 2, byStatus: { pending: 1, paused: 1, up: 0 } });
    expect(found.monitors.byLocation).toEqual({ default: 2, paris: 1 });
    expect(found.queues).toMatchObject({ CHECKS: { messages: 0 }, RESULTS: { messages: 0 } });
  });

  it('says how large the database is, how fast it grows and how large it will be', async () => {
    const { manager } = gateway.dataSource;
    await manager.query(`UPDATE monitors SET created_at = now() - interval '8 hours'`);
    await manager.query(
      `INSERT INTO checks SELECT now() - make_interval(secs => n), 1, 0, 0, 1, 1, 1, 1, 200, 1, 1, 0, 1, '' FROM generate_series(1, 5000) n`,
    );
    const { sizeBytes, tables, otherBytes, forecastBytes } = await gateway.app.get(DatabaseGrowth).measure(Date.now());
    const [checks, rollups, events] = tables;
    expect(sizeBytes).toBe(otherBytes + tables.reduce((sum, table) => sum + table.sizeBytes, 0));
    expect(checks).toMatchObject({ table: 'checks', retentionDays: 30 });
    // 5000 checks of a hundred bytes and their index, in eight hours.
    expect(checks?.bytesPerDay).toBeGreaterThan(3 * 5000 * 80);
    expect(checks?.bytesPerDay).toBeLessThan(3 * 5000 * 300);
    expect(checks?.forecastBytes).toBe((checks?.bytesPerDay ?? 0) * 30);
    expect(rollups).toMatchObject({ table: 'check_rollups', bytesPerDay: 0, retentionDays: 400 });
    expect(events).toMatchObject({ table: 'network_events', bytesPerDay: 0, retentionDays: 14 });
    expect(forecastBytes).toBe(otherBytes + (checks?.forecastBytes ?? 0));
    expect((await status()).database.tables).toHaveLength(3);
  });

  it('knows which services are alive', async () => {
    const now = new Date().toISOString();
    const beat = { service: 'checker', instanceId: randomUUID(), version: '0.1.0', startedAt: now, at: now };
    gateway.app.get(MessageBus).send(serviceBeatV1, beat);
    const heard = await waitFor(
      async () => (await status()).services.find(({ instanceId }) => instanceId === beat.instanceId),
      { what: 'the beat' },
    );
    expect(heard).toMatchObject({ service: 'checker', state: 'alive' });
  });

  it('asks for a check of everything', async () => {
    const { status: httpStatus, body } = await gateway.request('POST', '/api/v1/system/check-all');
    expect(httpStatus).toBe(202);
    expect(body).toMatchObject({ accepted: true });
    expect((await gateway.app.get(MessageBus).streamDepths()).CONTROL?.messages).toBe(1);
  });

  it('is live, ready and measured', async () => {
    expect((await gateway.request('GET', '/health/live')).status).toBe(200);
    expect((await gateway.request('GET', '/health/ready')).status).toBe(200);
    expect((await gateway.request('GET', '/metrics')).status).toBe(200);
  });

  it('answers 503 while Postgres cannot be reached, and is not ready', async () => {
    await gateway.database.drop();
    const answer = await gateway.request<Problem>('GET', '/api/v1/monitors');
    expect(answer.status).toBe(503);
    expect(answer.body.type).toBe('urn:wakeful:problem:database-unavailable');
    let ready = await gateway.request<Problem>('GET', '/health/ready');
    // An answer is kept for a second.
    await waitFor(async () => (ready = await gateway.request<Problem>('GET', '/health/ready')).status === 503, {
      what: 'an answer that is not ready',
    });
    expect(ready.body.errors?.map(({ path }) => path)).toEqual(['postgres']);
    // Failures while it is away are logged for debugging only.
    const lines = gateway.log.filter(({ level }) => level !== 'debug');
    expect(lines.filter(({ level, err }) => level === 'error' || err !== undefined)).toEqual([]);
  });
});
