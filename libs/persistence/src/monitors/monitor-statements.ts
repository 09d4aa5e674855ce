import type { MonitorSortKey, MonitorStatus } from '@wakeful/contracts';
import { stateCodes } from '../codes.js';
import { monitorConfigColumns } from '../monitor.entity.js';
import { bool, isoTime, number, numbers, orNull, text, textOf, timeMs, uuid, uuids } from '../sql/column-types.js';
import { snakeCase } from '../sql/snake-case.js';
import { changeStatement, pagesOf, statement } from '../sql/statement.js';
import { effectiveSinceSql, effectiveStatusSql, statusRankSql } from './effective-status.js';

export const existingMonitors = statement(
  { id: uuid },
  { ids: uuids },
  'SELECT id FROM monitors WHERE id = ANY ($ids)',
);

export const namesOfMonitors = statement(
  { id: uuid, name: text },
  { ids: uuids },
  'SELECT id, name FROM monitors WHERE id = ANY ($ids)',
);

/** Monitors with how they are now. */
export const monitorsById = statement(
  {
    id: uuid,
    ...monitorConfigColumns,
    version: number,
    createdAt: isoTime,
    updatedAt: isoTime,
    status: textOf<MonitorStatus>(),
    since: isoTime,
    lastSlotAt: orNull(isoTime),
    lastStatus: number,
    lastReason: number,
    lastHttpStatus: number,
    lastTotalUs: number,
    lastDetail: text,
    certificateExpiresAt: orNull(isoTime),
    certificateDaysLeft: orNull(number),
    windowId: orNull(uuid),
  },
  { ids: uuids },
  `SELECT m.id, ${Object.keys(monitorConfigColumns)
    .map((name) => `m.${snakeCase(name)}`)
    .join(', ')}, m.version,
     m.created_at, m.updated_at, ${effectiveStatusSql} AS status, ${effectiveSinceSql} AS since, s.last_slot_at,
     s.last_status, s.last_reason, s.last_http_status, s.last_total_us, s.last_detail, s.certificate_expires_at,
     floor(extract(epoch FROM s.certificate_expires_at - now()) / 86400)::int AS certificate_days_left, s.window_id
   FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id WHERE m.id = ANY ($ids)`,
);

const sortExpressions: Readonly<Record<MonitorSortKey, string>> = {
  name: 'lower(m.name)',
  url: 'm.url',
  status: statusRankSql,
  createdAt: 'm.created_at',
  updatedAt: 'm.updated_at',
  responseTime: 's.last_total_us',
};

const filters = {
  enabled: orNull(bool),
  tag: orNull(text),
  location: orNull(text),
  /** Places in {@link statusRankSql}: numbers are compared faster than names. */
  statusRanks: orNull(numbers),
  q: orNull(text),
};

const pagesBy = (sort: MonitorSortKey, direction: 'ASC' | 'DESC') =>
  pagesOf({ id: uuid }, filters, {
    select: 'm.id',
    from: `FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
      WHERE ($enabled::boolean IS NULL OR m.enabled = $enabled) AND ($tag::text IS NULL OR m.tags @> ARRAY[$tag])
        AND ($location::text IS NULL OR $location = ANY (m.locations))
        AND ($statusRanks::int[] IS NULL OR ${statusRankSql} = ANY ($statusRanks))
        AND ($q::text IS NULL OR strpos(lower(m.name), lower($q)) > 0 OR strpos(lower(m.url), lower($q)) > 0)`,
    orderBy: `${sortExpressions[sort]} ${direction}, m.id ${direction}`,
  });

/** The ids of a page of monitors: only the rows of the page are read whole, so it is fast with many thousands. */
export const monitorIdPages = Object.fromEntries(
  (Object.keys(sortExpressions) as MonitorSortKey[]).map((key) => [
    key,
    { ascending: pagesBy(key, 'ASC'), descending: pagesBy(key, 'DESC') },
  ]),
) as Record<MonitorSortKey, Record<'ascending' | 'descending', ReturnType<typeof pagesBy>>>;

/** A monitor and everything above it. */
export const lineOfMonitor = statement(
  { id: uuid },
  { id: uuid },
  `WITH RECURSIVE above AS (
     SELECT id, parent_id FROM monitors WHERE id = $id
      UNION SELECT m.id, m.parent_id FROM monitors m JOIN above ON m.id = above.parent_id
   ) SELECT id FROM above`,
);

export const deleteSchedule = changeStatement(
  { monitorId: uuid },
  'DELETE FROM monitor_schedule WHERE monitor_id = $monitorId',
);
export const deleteState = changeStatement(
  { monitorId: uuid },
  'DELETE FROM monitor_state WHERE monitor_id = $monitorId',
);
export const insertState = changeStatement(
  { monitorId: uuid, at: timeMs },
  'INSERT INTO monitor_state (monitor_id, since, settled_until) VALUES ($monitorId, $at, $at)',
);
/** Keeps the recorder out until the transaction ends. */
export const lockState = statement(
  { monitorId: uuid },
  { monitorId: uuid },
  'SELECT monitor_id FROM monitor_state WHERE monitor_id = $monitorId FOR UPDATE',
);
export const forgetWindow = changeStatement(
  { monitorId: uuid },
  'UPDATE monitor_state SET window_id = NULL WHERE monitor_id = $monitorId AND window_id IS NOT NULL',
);
export const endWindowOfPaused = changeStatement(
  { monitorId: uuid, at: timeMs },
  `UPDATE downtime_windows SET ended_at = greatest($at, started_at + interval '1 millisecond'), ended_by = 'paused'
    WHERE monitor_id = $monitorId AND ended_at IS NULL`,
);
export const resetState = changeStatement(
  { monitorId: uuid, at: timeMs },
  `UPDATE monitor_state SET state = ${stateCodes.toCode.pending}, since = $at, failures = 0, successes = 0, unknowns = 0,
     first_failure_at = NULL, first_good_at = NULL, failure_reasons = '{}', affected_checks = 0, first_failure = NULL
   WHERE monitor_id = $monitorId AND window_id IS NULL`,
);
export const closeCircuit = changeStatement(
  { monitorId: uuid },
  'UPDATE monitor_state SET is_circuit_open = false WHERE monitor_id = $monitorId AND is_circuit_open',
);
/** The certificate was that of another site. */
export const forgetCertificate = changeStatement(
  { monitorId: uuid },
  'UPDATE monitor_state SET certificate_expires_at = NULL WHERE monitor_id = $monitorId',
);
