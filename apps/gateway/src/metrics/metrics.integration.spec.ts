import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceBeatV1 } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import { waitFor } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('the metrics of the gateway', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    // As a scraper without a key reads them: a key could not be looked up without Postgres.
    gateway = await startTestGateway({ variables: { METRICS_PUBLIC: 'true' } });
  });
  afterAll(() => gateway.stop());

  const scrape = async (): Promise<string[]> => {
    const { status, body } = await gateway.request<string>('GET', '/metrics');
    expect(status).toBe(200);
    return body.split('\n');
  };
  /** Figures are read once in five seconds. */
  const freshly = (isThere: (lines: string[]) => boolean): Promise<string[]> =>
    waitFor(
      async () => {
        const lines = await scrape();
        return isThere(lines) && lines;
      },
      { what: 'fresh figures', timeoutMs: 12_000, pollMs: 250 },
    );

  it('tells of every monitor up to a number, and how many it leaves out', async () => {
    const ids: string[] = [];
    for (const name of ['Up', 'Down "at night"', 'Stale', 'One too many']) {
      ids.push((await gateway.createMonitor({ name })).id);
    }
    await gateway.createMonitor({ name: 'Paused', enabled: false });
    await gateway.dataSource.query(
      `UPDATE monitor_state s
          SET state = v.state, last_status = v.state, last_slot_at = now() - v.age, last_total_us = 120500,
              certificate_expires_at = now() + interval '10 days'
         FROM (VALUES ($1::uuid, 1, interval '1 second'), ($2, 3, interval '1 second'), ($3, 1, interval '1 day'))
              AS v (id, state, age)
        WHERE s.monitor_id = v.id`,
      ids.slice(0, 3),
    );
    const lines = await freshly((all) => all.some((line) => line.startsWith('wakeful_monitor_up')));
    const ofMonitors = lines.filter((line) => /^wakeful_monitor_(up|response)/.test(line)).sort();
    expect(ofMonitors).toEqual(
      [
        `wakeful_monitor_response_seconds{monitor_id="${ids[0]}",name="Up"} 0.1205`,
        `wakeful_monitor_response_seconds{monitor_id="${ids[1]}",name="Down \\"at night\\""} 0.1205`,
        `wakeful_monitor_response_seconds{monitor_id="${ids[2]}",name="Stale"} 0.1205`,
        `wakeful_monitor_up{monitor_id="${ids[0]}",name="Up"} 1`,
        `wakeful_monitor_up{monitor_id="${ids[1]}",name="Down \\"at night\\""} 0`,
      ].sort(),
    );
    const expiry = lines.find((line) =>
      line.startsWith(`wakeful_monitor_certificate_expiry_seconds{monitor_id="${ids[0]}"`),
    );
    expect(Number(expiry?.split(' ').at(-1))).toBeCloseTo(10 * 86_400, -2);
    expect(lines).toContain('wakeful_monitors_without_series 1');
    expect(lines).toContain('wakeful_monitors{status="paused"} 1');
    expect(lines).toContain('wakeful_schedule_overdue_checks 4');
    expect(lines).toContain('wakeful_stream_messages{stream="CHECKS"} 0');
  });

  it('measures requests by route', async () => {
    await gateway.request('GET', `/api/v1/monitors/${randomUUID()}`);
    const counts = (await scrape()).filter((line) => line.startsWith('wakeful_http_request_duration_seconds_count'));
    expect(counts.find((line) => line.includes('status="404"'))).toContain('route="/api/v1/monitors/:id"');
    expect(counts.join()).not.toContain('/metrics');
  });

  it('counts the instances that are alive', async () => {
    const now = new Date().toISOString();
    const beat = { service: 'checker', version: '0.1.0', startedAt: now, at: now, location: 'eu' };
    for (const instanceId of [randomUUID(), randomUUID()])
      gateway.app.get(MessageBus).send(serviceBeatV1, { ...beat, instanceId });
    const lines = await freshly((all) => all.some((line) => line.includes('{service="checker"')));
    expect(lines).toContain('wakeful_service_instances{service="checker",location="eu",state="alive"} 2');
    expect(lines).toContain('wakeful_service_instances{service="checker",location="eu",state="missing"} 0');
  });

  it('are there without Postgres, less what only Postgres knows', async () => {
    await gateway.database.drop();
    const lines = await freshly((all) => !all.some((line) => line.startsWith('wakeful_monitor_up{')));
    expect(lines.some((line) => line.startsWith('wakeful_schedule_overdue_checks '))).toBe(false);
    expect(lines).toContain('wakeful_service_instances{service="checker",location="eu",state="missing"} 0');
    expect(lines.some((line) => line.startsWith('wakeful_database_connections{'))).toBe(true);
  });
});
