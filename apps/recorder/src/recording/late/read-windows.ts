import type { FailureReason } from '@wakeful/contracts';
import type { KnownWindow } from '@wakeful/domain';
import type { EntityManager } from 'typeorm';

interface WindowRow {
  id: string;
  monitor_id: string;
  started_ms: number;
  ended_ms: number | null;
  is_ended_by_pause: boolean;
  last_good_ms: number | null;
  reasons: FailureReason[];
  affected_checks: number;
}

function endedByOf(row: WindowRow): KnownWindow['endedBy'] {
  if (row.ended_ms === null) return null;
  return row.is_ended_by_pause ? 'pause' : 'recovery';
}

/** The stored windows of monitors that had not ended by a time, each of its own. */
export async function readWindowsSince(
  manager: EntityManager,
  sinceMsOf: ReadonlyMap<string, number>,
): Promise<Map<string, KnownWindow[]>> {
  const rows = await manager.query<WindowRow[]>(
    `SELECT w.id, w.monitor_id, (extract(epoch FROM started_at) * 1000)::float8 AS started_ms,
            (extract(epoch FROM ended_at) * 1000)::float8 AS ended_ms, ended_by IS NOT NULL AS is_ended_by_pause,
            (extract(epoch FROM last_good_at) * 1000)::float8 AS last_good_ms, reasons, affected_checks
       FROM downtime_windows w JOIN unnest($1::uuid[], $2::timestamptz[]) AS r (monitor_id, since) USING (monitor_id)
      WHERE coalesce(w.ended_at, 'infinity') >= r.since
      ORDER BY started_at`,
    [[...sinceMsOf.keys()], [...sinceMsOf.values()].map((ms) => new Date(ms))],
  );
  const windows = new Map<string, KnownWindow[]>();
  for (const row of rows) {
    const ofMonitor = windows.get(row.monitor_id) ?? [];
    windows.set(row.monitor_id, ofMonitor);
    ofMonitor.push({
      id: row.id,
      startedMs: row.started_ms,
      endedMs: row.ended_ms,
      endedBy: endedByOf(row),
      lastGoodMs: row.last_good_ms,
      reasons: row.reasons,
      affectedChecks: row.affected_checks,
    });
  }
  return windows;
}
