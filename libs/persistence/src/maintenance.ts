import { DAY_MS } from '@wakeful/contracts';
import { type Interval, type MaintenancePlan, occurrencesOf, RecurrenceError, type StatsSpan } from '@wakeful/domain';
import type { DataSource } from 'typeorm';
import { bool, isoTime, notNull, orNull, text, time, timeMs, uuid, uuids } from './sql/column-types.js';
import { rowSet } from './sql/row-set.js';
import { changesOf, type Queryable, rowsOf } from './sql/run-statement.js';
import { changeStatement, pagesOf, statement } from './sql/statement.js';

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
export interface PlannedMaintenance extends MaintenancePlan {
  readonly id: string;
}

function plannedOccurrences(window: MaintenancePlan, fromMs: number, nowMs: number): Interval[] {
  const occurrences = occurrencesOf(window, fromMs, Math.max(nowMs, window.startsMs) + AHEAD_MS);
  if (occurrences.length <= MAX_OCCURRENCES) return occurrences;
  throw new RecurrenceError(`has more than ${MAX_OCCURRENCES} occurrences; begin later`);
}

const upsertOccurrences = changeStatement(
  { windowId: uuid, occurrences: rowSet({ fromMs: timeMs, untilMs: timeMs }) },
  `INSERT INTO maintenance_occurrences (window_id, from_at, until_at)
   SELECT $windowId, from_ms, until_ms FROM $occurrences
   ON CONFLICT (window_id, from_at) DO UPDATE SET until_at = excluded.until_at`,
);
const deleteOccurrences = changeStatement({ id: uuid }, 'DELETE FROM maintenance_occurrences WHERE window_id = $id');
const deleteOccurrencesFrom = changeStatement(
  { id: uuid, at: timeMs },
  'DELETE FROM maintenance_occurrences WHERE window_id = $id AND from_at >= $at',
);
const endOccurrencesAt = changeStatement(
  { id: uuid, at: timeMs },
  'UPDATE maintenance_occurrences SET until_at = $at WHERE window_id = $id AND until_at > $at',
);
const recurringWindows = statement(
  { id: uuid, startsAt: time, endsAt: time, rrule: notNull(text), timeZone: notNull(text) },
  {},
  `SELECT id, starts_at, ends_at, rrule, time_zone FROM maintenance_windows
    WHERE rrule IS NOT NULL AND deleted_at IS NULL`,
);
/** Locks a window unless it was changed or deleted meanwhile. */
const lockUnchangedWindow = statement(
  { id: uuid },
  { id: uuid, rrule: text, startsAt: time },
  `SELECT id FROM maintenance_windows
    WHERE id = $id AND rrule = $rrule AND starts_at = $startsAt AND deleted_at IS NULL FOR UPDATE`,
);
const maintenanceOfMonitors = statement(
  { monitorId: uuid, fromMs: timeMs, untilMs: timeMs },
  { from: timeMs, to: timeMs, monitorIds: orNull(uuids) },
  `SELECT m.id AS monitor_id, o.from_at AS from_ms, o.until_at AS until_ms
     FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id
     JOIN monitors m ON ${coversMonitorSql}
    WHERE o.from_at < $to AND o.until_at > $from AND ($monitorIds::uuid[] IS NULL OR m.id = ANY ($monitorIds))`,
);

/** The windows that were not deleted: what is active or next comes first, then what is over, newest first. */
export const maintenanceWindowPages = pagesOf(
  { id: uuid },
  {},
  {
    select: 'w.id',
    from: `FROM maintenance_windows w
      LEFT JOIN LATERAL (
        SELECT min(o.from_at) AS from_at FROM maintenance_occurrences o
         WHERE o.window_id = w.id AND o.until_at > now()) next ON true
      WHERE w.deleted_at IS NULL`,
    orderBy: 'next.from_at ASC NULLS LAST, w.starts_at DESC, w.id',
  },
);

/** The current or next occurrence of each window. */
export const nextOccurrences = statement(
  { windowId: uuid, fromAt: isoTime, untilAt: isoTime, active: bool },
  { windowIds: uuids },
  `SELECT DISTINCT ON (window_id) window_id, from_at, until_at, from_at <= now() AS active
     FROM maintenance_occurrences WHERE window_id = ANY ($windowIds) AND until_at > now() ORDER BY window_id, from_at`,
);

/**
 * Writes the occurrences of a new window.
 * @throws RecurrenceError
 */
export async function planOccurrences(manager: Queryable, window: PlannedMaintenance, nowMs: number): Promise<void> {
  const occurrences = plannedOccurrences(window, window.startsMs, nowMs);
  if (occurrences.length === 0) throw new RecurrenceError('never comes true');
  await changesOf(manager, upsertOccurrences, { windowId: window.id, occurrences });
}

/** Ends a window now. What has taken place stays, so that the past stays accounted for as it was. */
export async function endOccurrences(manager: Queryable, id: string, nowMs: number): Promise<void> {
  await changesOf(manager, deleteOccurrencesFrom, { id, at: nowMs });
  await changesOf(manager, endOccurrencesAt, { id, at: nowMs });
}

/**
 * Writes the occurrences of a changed window: of a recurring one those that have not ended, of another the only one.
 * @throws RecurrenceError
 */
export async function replanOccurrences(manager: Queryable, window: PlannedMaintenance, nowMs: number): Promise<void> {
  if (!window.recurrence) {
    await changesOf(manager, deleteOccurrences, { id: window.id });
    await planOccurrences(manager, window, nowMs);
    return;
  }
  await endOccurrences(manager, window.id, nowMs);
  const occurrences = plannedOccurrences(window, nowMs, nowMs);
  await changesOf(manager, upsertOccurrences, { windowId: window.id, occurrences });
}

/** Keeps the occurrences of recurring windows a year ahead. To be run periodically, by any service. */
export async function extendOccurrences(dataSource: DataSource, nowMs: number): Promise<void> {
  for (const { id, startsAt, endsAt, rrule, timeZone } of await rowsOf(dataSource, recurringWindows)) {
    const plan = { startsMs: startsAt.getTime(), endsMs: endsAt.getTime(), recurrence: { rrule, timeZone } };
    await dataSource.transaction(async (manager) => {
      const live = await rowsOf(manager, lockUnchangedWindow, { id, rrule, startsAt });
      if (live.length === 0) return;
      const occurrences = plannedOccurrences(plan, nowMs, nowMs);
      await changesOf(manager, upsertOccurrences, { windowId: id, occurrences });
    });
  }
}

/**
 * When monitors were under maintenance in a span, by their ids.
 * @param monitorIds null: all monitors
 */
export async function loadMaintenance(
  manager: Queryable,
  monitorIds: readonly string[] | null,
  { fromMs, toMs }: StatsSpan,
): Promise<Map<string, Interval[]>> {
  const rows = await rowsOf(manager, maintenanceOfMonitors, { from: fromMs, to: toMs, monitorIds });
  const byMonitor = new Map<string, Interval[]>();
  for (const { monitorId: id, fromMs: from, untilMs: until } of rows) {
    const interval = { fromMs: from, untilMs: until };
    const ofMonitor = byMonitor.get(id);
    if (ofMonitor) ofMonitor.push(interval);
    else byMonitor.set(id, [interval]);
  }
  return byMonitor;
}
