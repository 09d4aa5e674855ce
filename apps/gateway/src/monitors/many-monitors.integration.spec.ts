import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse, Page } from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const MONITORS = 10_000;
const FEW = 100;
const REQUESTS = 10;
/** As many times longer it may take with a hundred times more monitors, whatever the machine. */
const LIMIT_RATIO = 10;

describe('the list of ten thousand monitors', () => {
  let gateway: TestGateway;
  let fewMs: number;
  beforeAll(async () => {
    gateway = await startTestGateway();
    const { id } = await gateway.createMonitor({ name: 'Model', headers: { 'X-Api-Key': 'k' } });
    await insertMonitors(id, 2, FEW);
    fewMs = await quickestMs('');
    await insertMonitors(id, FEW + 1, MONITORS);
  });
  afterAll(() => gateway.stop());

  async function insertMonitors(modelId: string, from: number, to: number): Promise<void> {
    await gateway.dataSource.query(
      `INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags,
         probe, sealed_secrets, confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
       SELECT gen_random_uuid(), 'Monitor ' || n, 'https://site-' || n || '.example/', '', n % 20 <> 0, 60, 10000, 'GET',
         '{default}', ARRAY['tag-' || n % 50], probe, sealed_secrets, 2, 5, 1, true
       FROM monitors, generate_series($2::int, $3::int) n WHERE id = $1`,
      [modelId, from, to],
    );
    await gateway.dataSource.query(
      `INSERT INTO monitor_state (monitor_id, state, last_slot_at, last_status, last_total_us)
       SELECT id, 1 + (key % 40 = 1)::int * 2, now(), 1, key FROM monitors ON CONFLICT DO NOTHING`,
    );
    await gateway.dataSource.query('ANALYZE');
  }

  /** The quickest of several: whatever else the machine does only adds to a time. */
  async function quickestMs(query: string): Promise<number> {
    const tookMs: number[] = [];
    for (let request = 0; request < REQUESTS; request++) {
      const before = performance.now();
      const { body } = await gateway.request<Page<MonitorResponse>>('GET', `/api/v1/monitors${query}`);
      tookMs.push(performance.now() - before);
      expect(body.items.length).toBeGreaterThan(0);
    }
    return Math.min(...tookMs);
  }

  it.each(['', '?page=200', '?sort=status', '?status=down', '?q=site-99', '?tag=tag-7', '?location=default'])(
    `answers almost as fast as that of ${FEW}: %s`,
    async (query) => expect((await quickestMs(query)) / fewMs).toBeLessThan(LIMIT_RATIO),
  );
});
