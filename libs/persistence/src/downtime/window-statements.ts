import type { DowntimeCorrection, DowntimeEnd, DowntimeWindowResponse, FailureReason } from '@wakeful/contracts';
import { statusCodes } from '../codes.js';
import { bool, isoTime, json, number, orNull, text, textOf, textsOf, timeMs, uuid } from '../sql/column-types.js';
import { changeStatement, pagesOf, statement } from '../sql/statement.js';

const columns = {
  id: uuid,
  monitorId: uuid,
  monitorName: text,
  startedAt: isoTime,
  endedAt: orNull(isoTime),
  endedBy: orNull(textOf<DowntimeEnd>()),
  lastFailedAt: orNull(isoTime),
  lastGoodAt: orNull(isoTime),
  openedAt: isoTime,
  reasons: textsOf<FailureReason>(),
  affectedChecks: number,
  correctedAt: orNull(isoTime),
  firstFailure: json<Partial<DowntimeWindowResponse['firstFailure']>>(),
  suggestedRootCause: orNull(text),
  rootCause: orNull(text),
  notes: orNull(text),
  debugSessions: json<DowntimeWindowResponse['debugSessions']>(),
  now: timeMs,
};

/** Why a window ended. `ended_by` may not be there yet during an update. */
const endedBy = `CASE WHEN w.ended_at IS NULL THEN NULL WHEN to_jsonb(w) ->> 'ended_by' IS NULL THEN 'recovery' ELSE 'pause' END`;

/** The start of the newest check that failed before a window ended; along the primary key, once per location. */
const lastFailedAt = `(
  SELECT max(c.scheduled_at + make_interval(secs => c.delay_ms / 1000.0))
    FROM locations l CROSS JOIN LATERAL (
      SELECT scheduled_at, delay_ms FROM checks
       WHERE monitor_key = m.key AND location_id = l.id AND status = ${statusCodes.toCode.down}
         AND scheduled_at < w.ended_at AND scheduled_at > w.started_at - interval '1 hour'
       ORDER BY scheduled_at DESC LIMIT 1) c)`;

// `corrected_at` may not be there yet during an update.
const select = `w.id, w.monitor_id, m.name AS monitor_name, w.started_at, w.ended_at, ${endedBy} AS ended_by, ${lastFailedAt} AS last_failed_at, w.last_good_at, w.opened_at, w.reasons,
  w.affected_checks, (to_jsonb(w) ->> 'corrected_at')::timestamptz AS corrected_at, w.first_failure, w.suggested_root_cause, w.root_cause, w.notes,
  (SELECT coalesce(json_agg(json_build_object('id', d.id, 'moment', d.moment, 'state', d.state)
                            ORDER BY d.moment DESC, d.requested_at), '[]')
     FROM debug_sessions d WHERE d.window_id = w.id) AS debug_sessions, now() AS now`;
const from = 'FROM downtime_windows w JOIN monitors m ON m.id = w.monitor_id';

export const windowById = statement(columns, { id: uuid }, `SELECT ${select} ${from} WHERE w.id = $id`);

export const windowPages = pagesOf(
  columns,
  { monitorId: orNull(uuid), open: orNull(bool), from: orNull(isoTime), to: orNull(isoTime) },
  {
    select,
    from: `${from}
      WHERE ($monitorId::uuid IS NULL OR w.monitor_id = $monitorId)
        AND ($open::boolean IS NULL OR (w.ended_at IS NULL) = $open)
        AND ($from::timestamptz IS NULL OR coalesce(w.ended_at, 'infinity') > $from)
        AND ($to::timestamptz IS NULL OR w.started_at < $to)`,
    orderBy: 'w.started_at DESC, w.id',
  },
);

/** What late results corrected of a monitor's windows, newest first. */
export const correctionPages = pagesOf(
  {
    windowId: uuid,
    correctedAt: isoTime,
    kind: textOf<DowntimeCorrection['kind']>(),
    before: orNull(json<NonNullable<DowntimeCorrection['before']>>()),
    after: orNull(json<NonNullable<DowntimeCorrection['after']>>()),
  },
  { monitorId: uuid },
  {
    select: 'window_id, corrected_at, kind, before, after',
    from: 'FROM downtime_corrections WHERE monitor_id = $monitorId',
    orderBy: 'corrected_at DESC, id DESC',
  },
);

/** What people write about a window: a field that is not set stays as it is. */
export const annotateWindow = changeStatement(
  { id: uuid, setsRootCause: bool, rootCause: orNull(text), setsNotes: bool, notes: orNull(text) },
  `UPDATE downtime_windows
      SET root_cause = CASE WHEN $setsRootCause THEN $rootCause ELSE root_cause END,
          notes = CASE WHEN $setsNotes THEN $notes ELSE notes END
    WHERE id = $id`,
);
