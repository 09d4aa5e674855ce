import { type Interval, type MaintenancePlan, occurrencesOf, RecurrenceError, type StatsSpan } from '@wakeful/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { timeArray } from './pg-array.js';

const DAY_MS = 86_400_000;
/** Occurrences are rows from here to this far ahead; a job keeps it so. */
const AHEAD_MS = 400 * DAY_MS;
const MAX_OCCURRENCES = 2_000;

/** SQL that holds where a maintenance window `w` is about a monitor `m`. */
export const coversMonitorSql = '(w.all_monitors OR m.id = ANY (w.monitor_ids) OR m.tags && w.tags)';

const isPresent = 'o.until_at > now() AND o.from_at <= now()';

/** SQL for one column of the occurrence of maintenance in which a monitor `m` is now; null: it is in none. */
export const presentMaintenanceSql = (column: string): string => `(
  SELECT ${column} FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id
   WHERE ${isPresent} AND ${coversMonitorSql} ORDER BY o.from_at LIMIT 1)`;

/**
 * SQL that holds where a monitor `m` is under maintenance now. Mostly there is none at all, which Postgres finds out once
 * and not for every row.
 */
export const isUnderMaintenanceSql = `(
  EXISTS (SELECT 1 FROM maintenance_occurrences o WHERE ${isPresent}) AND EXISTS ${presentMaintenanceSql('1')})`;

/** A maintenance window as it is stored, as far as it says when it takes place. */
export interface PlannedWindow extends MaintenancePlan {
  readonly id: string;
}

function plannedOccurrences(window: MaintenancePlan, fromMs: number, nowMs: number): Interval[] {
  const occurrences = occurrencesOf(window, fromMs, Math.max(nowMs, window.startsMs) + AHEAD_MS);
  if (occurrences.length <= MAX_OCCURRENCES) return occurrences;
  throw new RecurrenceError(`has more than ${MAX_OCCURRENCES} occurrences; begin later`);
}

async function insertOccurrences(manager: EntityManager, id: string, occurrences: readonly Interval[]): Promise<void> {
  await manager.query(
    `INSERT INTO maintenance_occurrences (window_id, from_at, until_at)
     SELECT $1, from_at, until_at FROM unnest($2::timestamptz[], $3::timestamptz[]) AS o (from_at, until_at)
     ON CONFLICT (window_id, from_at) DO UPDATE SET until_at = excluded.until_at`,
    [id, timeArray(occurrences.map((one) => one.fromMs)), timeArray(occurrences.map((one) => one.untilMs))],
  );
}

/**
 * Writes the occurrences of a new window.
 * @throws RecurrenceError
 */
export async function planOccurrences(manager: EntityManager, window: PlannedWindow, nowMs: number): Promise<void> {
  const occurrences = plannedOccurrences(window, window.startsMs, nowMs);
  if (occurrences.length === 0) throw new RecurrenceError('never comes true');
  await insertOccurrences(manager, window.id, occurrences);
}

/** Ends a window now. What has taken place stays, so that the past stays accounted for as it was. */
export async function endOccurrences(manager: EntityManager, id: string, nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  await manager.query('DELETE FROM maintenance_occurrences WHERE window_id = $1 AND from_at >= $2', [id, now]);
  await manager.query('UPDATE maintenance_occurrences SET until_at = $2 WHERE window_id = $1 AND until_at > $2', [
    id,
    now,
  ]);
}

/**
 * Writes the occurrences of a changed window: of a recurring one those that have not ended, of another the only one.
 * @throws RecurrenceError
 */
export async function replanOccurrences(manager: EntityManager, window: PlannedWindow, nowMs: number): Promise<void> {
  if (!window.recurrence) {
    await manager.query('DELETE FROM maintenance_occurrences WHERE window_id = $1', [window.id]);
    await planOccurrences(manager, window, nowMs);
    return;
  }
  await endOccurrences(manager, window.id, nowMs);
  await insertOccurrences(manager, window.id, plannedOccurrences(window, nowMs, nowMs));
}

/** Keeps the occurrences of recurring windows a year ahead. To be run now and then, by anybody. */
export async function extendOccurrences(dataSource: DataSource, nowMs: number): Promise<void> {
  const rows = await dataSource.query<
    { id: string; starts_at: Date; ends_at: Date; rrule: string; time_zone: string }[]
  >(
    `SELECT id, starts_at, ends_at, rrule, time_zone FROM maintenance_windows
      WHERE rrule IS NOT NULL AND deleted_at IS NULL`,
  );
  for (const row of rows) {
    const recurrence = { rrule: row.rrule, timeZone: row.time_zone };
    const plan = { startsMs: row.starts_at.getTime(), endsMs: row.ends_at.getTime(), recurrence };
    await dataSource.transaction(async (manager) => {
      const live = await manager.query<unknown[]>(
        'SELECT 1 FROM maintenance_windows WHERE id = $1 AND rrule = $2 AND starts_at = $3 AND deleted_at IS NULL FOR UPDATE',
        [row.id, row.rrule, row.starts_at],
      );
      if (live.length > 0) await insertOccurrences(manager, row.id, plannedOccurrences(plan, nowMs, nowMs));
    });
  }
}

/**
 * When monitors were under maintenance in a span, by their ids.
 * @param monitorIds null: all monitors
 */
export async function loadMaintenance(
  manager: EntityManager,
  monitorIds: readonly string[] | null,
  { fromMs, toMs }: StatsSpan,
): Promise<Map<string, Interval[]>> {
  const rows = await manager.query<(Interval & { monitorId: string })[]>(
    `SELECT m.id AS "monitorId", (extract(epoch FROM o.from_at) * 1000)::float8 AS "fromMs",
            (extract(epoch FROM o.until_at) * 1000)::float8 AS "untilMs"
       FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id
       JOIN monitors m ON ${coversMonitorSql}
      WHERE o.from_at < $2 AND o.until_at > $1 ${monitorIds === null ? '' : 'AND m.id = ANY ($3::uuid[])'}`,
    [new Date(fromMs), new Date(toMs), ...(monitorIds === null ? [] : [monitorIds])],
  );
  const byMonitor = new Map<string, Interval[]>();
  for (const { monitorId: id, fromMs: from, untilMs: until } of rows) {
    const interval = { fromMs: from, untilMs: until };
    const ofMonitor = byMonitor.get(id);
    if (ofMonitor) ofMonitor.push(interval);
    else byMonitor.set(id, [interval]);
  }
  return byMonitor;
}
