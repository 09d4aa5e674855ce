import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse, Page } from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const MONITORS = 10_000;
const REQUESTS = 30;
/** Of the median, on a machine that runs other tests at the same time; alone it is a tenth of it. */
const LIMIT_MS = 100;

describe('the list of ten thousand monitors', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    const { id } = await gateway.createMonitor({ name: 'Model', headers: { 'X-Api-Key': 'k' } });
    await gateway.dataSource.query(
      `INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags,
         probe, sealed_secrets, confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
       SELECT gen_random_uuid(), 'Monitor ' || n, 'https://site-' || n || '.example/', '', n % 20 <> 0, 60, 10000, 'GET',
         '{default}', ARRAY['tag-' || n % 50], probe, sealed_secrets, 2, 5, 1, true
       FROM monitors, generate_series(2, $2) n WHERE id = $1`,
      [id, MONITORS],
    );
    await gateway.dataSource.query(
      `INSERT INTO monitor_state (monitor_id, state, last_slot_at, last_status, last_total_us)
       SELECT id, 1 + (key % 40 = 1)::int * 2, now(), 1, key FROM monitors ON CONFLICT DO NOTHING`,
    );
    await gateway.dataSource.query('ANALYZE');
  });
  afterAll(() => gateway.stop());

  it.each(['', '?page=200', '?sort=status', '?status=down', '?q=site-99', '?tag=tag-7', '?location=default'])(
    'answers fast: %s',
    async (query) => {
      const tookMs: number[] = [];
      for (let request = 0; request < REQUESTS; request++) {
        const before = performance.now();
        const { body } = await gateway.request<Page<MonitorResponse>>('GET', `/api/v1/monitors${query}`);
        tookMs.push(performance.now() - before);
        expect(body.items.length).toBeGreaterThan(0);
      }
      const median = tookMs.sort((a, b) => a - b)[REQUESTS / 2];
      expect(median).toBeLessThan(LIMIT_MS);
    },
  );
});
