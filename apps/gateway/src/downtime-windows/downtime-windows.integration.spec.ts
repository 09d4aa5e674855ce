import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  downtimeCorrectionPage,
  downtimeWindowPage,
  type DowntimeWindowResponse,
  type MonitorResponse,
  type Page,
} from '@wakeful/contracts';
import { insertSession } from '../debug-sessions/debug-sessions.fixture.js';
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

  it('shows what a browser saw at its start and at its end, in lists and alone', async () => {
    const sessions = await Promise.all(
      (['closed', 'opened'] as const).map((moment) =>
        insertSession(gateway.dataSource, { monitorId: monitor.id, windowId: ended, moment }),
      ),
    );
    await gateway.dataSource.query(
      `UPDATE downtime_windows SET suggested_root_cause = 'Main document 503' WHERE id = $1`,
      [ended],
    );
    const shown = {
      id: ended,
      suggestedRootCause: 'Main document 503',
      debugSessions: [
        { id: sessions[1], moment: 'opened', state: 'queued' },
        { id: sessions[0], moment: 'closed', state: 'queued' },
      ],
    };
    expect((await gateway.request('GET', `/api/v1/downtime-windows/${ended}`)).body).toMatchObject(shown);
    expect((await list(`monitors/${monitor.id}/downtime-windows`)).items).toMatchObject([
      { id: open, suggestedRootCause: null, debugSessions: [] },
      shown,
    ]);
  });

  it('shows what results that came late corrected', async () => {
    expect((await list(`monitors/${monitor.id}/downtime-windows`)).items[0]).toMatchObject({ correctedAt: null });
    const times = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, affectedChecks: 2 };
    await gateway.dataSource.query(
      `WITH corrected AS (UPDATE downtime_windows SET corrected_at = '2026-01-04T00:00:00Z' WHERE id = $1)
       INSERT INTO downtime_corrections (monitor_id, window_id, corrected_at, kind, before, after)
       VALUES ($2, $1, '2026-01-04T00:00:00Z', 'changed', $3, $3), ($2, $4, '2026-01-05T00:00:00Z', 'withdrawn', $3, NULL)`,
      [ended, monitor.id, times, randomUUID()],
    );
    const correctedAt = '2026-01-04T00:00:00.000Z';
    expect((await gateway.request('GET', `/api/v1/downtime-windows/${ended}`)).body).toMatchObject({ correctedAt });
    const path = `/api/v1/monitors/${monitor.id}/downtime-corrections`;
    const page = downtimeCorrectionPage.parse((await gateway.request('GET', path)).body);
    expect(page).toMatchObject({
      total: 2,
      items: [
        { kind: 'withdrawn', before: times, after: null },
        { kind: 'changed', windowId: ended, correctedAt },
      ],
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
