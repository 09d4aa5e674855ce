import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { downtimeWindowPage, type DowntimeWindowResponse, type MonitorResponse, type Page } from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('downtime windows over HTTP', () => {
  let gateway: TestGateway;
  let monitor: MonitorResponse;
  const ended = randomUUID();
  const open = randomUUID();

  beforeAll(async () => {
    gateway = await startTestGateway();
    monitor = await gateway.createMonitor({ name: 'Shop' });
    const other = await gateway.createMonitor();
    const insert = (id: string, monitorId: string, startedAt: string, endedAt: string | null) =>
      gateway.dataSource.query(
        `INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, reasons, affected_checks, first_failure)
         VALUES ($1, $2, $3, $4, '{http_status}', 3, $5)`,
        [
          id,
          monitorId,
          startedAt,
          endedAt,
          { reason: 'http_status', detail: 'It answered 503.', httpStatus: 503, facts: {} },
        ],
      );
    await insert(ended, monitor.id, '2026-01-01T00:00:00Z', '2026-01-01T00:02:30.500Z');
    await insert(open, monitor.id, '2026-01-03T00:00:00Z', null);
    await insert(randomUUID(), other.id, '2026-01-02T00:00:00Z', '2026-01-02T01:00:00Z');
  });
  afterAll(() => gateway.stop());

  const list = async (path: string) =>
    (await gateway.request<Page<DowntimeWindowResponse>>('GET', `/api/v1/${path}`)).body;

  it.each([
    ['', 3],
    ['?open=true', 1],
    ['?open=false', 2],
    ['?from=2026-01-02T00:30:00Z', 2],
    ['?to=2026-01-02T00:00:00Z', 1],
    ['?from=2026-01-01T00:01:00Z&to=2026-01-01T00:02:00Z', 1],
  ])('downtime-windows%s', async (query, total) => {
    const page = downtimeWindowPage.parse(await list(`downtime-windows${query}`));
    expect(page).toMatchObject({ total });
    expect(page.items).toHaveLength(total);
  });

  it('lists those of one monitor, newest first, page by page', async () => {
    expect((await list(`downtime-windows?monitorId=${monitor.id}`)).items.map(({ id }) => id)).toEqual([open, ended]);
    const page = await list(`monitors/${monitor.id}/downtime-windows?pageSize=1&page=2`);
    expect(page).toMatchObject({ total: 2, items: [{ id: ended }] });
  });

  it('says how long it took and how it began', async () => {
    const { body } = await gateway.request('GET', `/api/v1/downtime-windows/${ended}`);
    expect(body).toMatchObject({
      monitorId: monitor.id,
      monitorName: 'Shop',
      durationSeconds: 150.5,
      firstFailure: { reason: 'http_status', detail: 'It answered 503.', httpStatus: 503 },
      rootCause: null,
      notes: null,
    });
  });

  it('takes a root cause and notes, each for itself, and null clears', async () => {
    const patch = async (changes: object) =>
      (await gateway.request<DowntimeWindowResponse>('PATCH', `/api/v1/downtime-windows/${ended}`, changes)).body;
    expect(await patch({ rootCause: 'a disk' })).toMatchObject({ rootCause: 'a disk', notes: null });
    expect(await patch({ notes: 'replaced' })).toMatchObject({ rootCause: 'a disk', notes: 'replaced' });
    expect(await patch({ rootCause: null })).toMatchObject({ rootCause: null, notes: 'replaced' });
    expect(await patch({})).toMatchObject({ notes: 'replaced' });
  });
});
