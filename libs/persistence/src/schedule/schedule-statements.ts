import type { MonitorConfig } from '@wakeful/contracts';
import { triggerCodes } from '../codes.js';
import type { ProbeConfig } from '../monitor.entity.js';
import { bool, isoTime, json, number, orNull, text, textOf, texts, timeMs, uuid } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, often, statement } from '../sql/statement.js';

const { schedule, confirmation, manual } = triggerCodes.toCode;

/**
 * Locks what is due, oldest first, with what a probe needs to know, and says what time it is. Schedulers skip each other's rows.
 * Without `now` it is the database's own clock, which all schedulers share.
 */
export const claimDueSlots = often(
  'claim-due-slots',
  statement(
    {
      nowMs: timeMs,
      monitorId: uuid,
      trigger: number,
      dueMs: timeMs,
      intervalMs: number,
      phaseMs: number,
      location: orNull(text),
      locations: texts,
      url: text,
      method: textOf<MonitorConfig['method']>(),
      timeoutMs: number,
      probe: json<ProbeConfig>(),
      sealedSecrets: orNull(text),
    },
    { now: orNull(timeMs), limit: number },
    `WITH clock AS MATERIALIZED (SELECT coalesce($now::timestamptz, clock_timestamp()) AS now)
     SELECT (SELECT now FROM clock) AS now_ms, s.monitor_id, s.trigger, s.next_due_at AS due_ms, s.interval_ms,
            s.phase_ms, s.location, m.locations, m.url, m.method, m.timeout_ms, m.probe, m.sealed_secrets
       FROM monitor_schedule s JOIN monitors m ON m.id = s.monitor_id
      WHERE s.next_due_at <= (SELECT now FROM clock)
      ORDER BY s.next_due_at
      LIMIT $limit
        FOR UPDATE OF s SKIP LOCKED`,
  ),
);

export const advanceSchedules = often(
  'advance-schedules',
  changeStatement(
    { claimed: rowSet({ monitorId: uuid, nextDueMs: timeMs }) },
    `UPDATE monitor_schedule s SET next_due_at = claimed.next_due_ms
       FROM $claimed WHERE s.monitor_id = claimed.monitor_id AND s.trigger = ${schedule}`,
  ),
);

export const deleteOneOffs = changeStatement(
  { claimed: rowSet({ monitorId: uuid, trigger: number }) },
  `DELETE FROM monitor_schedule s USING $claimed
    WHERE s.monitor_id = claimed.monitor_id AND s.trigger = claimed.trigger`,
);

/** Milliseconds until the next row is due, below 0 when it is overdue; null when nothing is scheduled at all. */
export const timeUntilNextDue = often(
  'time-until-next-due',
  statement(
    { ms: orNull(number) },
    {},
    'SELECT (extract(epoch FROM min(next_due_at) - clock_timestamp()) * 1000)::float8 AS ms FROM monitor_schedule',
  ),
);

/** A slot that is due later than this beyond its interval was not scheduled by the clock that the database has now. */
const SLACK = `interval '60 seconds'`;
/** Re-checks are due within minutes. */
const ONE_OFF_AHEAD = `interval '1 hour'`;

/**
 * Brings back what is due too far ahead, as after the database's clock was set back. Slots keep their grid, so that one
 * which had run already is known and stored once.
 */
export const bringBackSchedules = changeStatement(
  {},
  `UPDATE monitor_schedule s
     SET next_due_at = CASE WHEN s.trigger = ${schedule}
           THEN date_bin(s.interval_ms * interval '1 ms', now(), timestamptz 'epoch' + s.phase_ms * interval '1 ms')
                  + s.interval_ms * interval '1 ms'
           ELSE now() END
   WHERE (s.monitor_id, s.trigger) IN (
     SELECT monitor_id, trigger FROM monitor_schedule
      WHERE next_due_at > now() + ${SLACK}
        AND next_due_at > now() + CASE WHEN trigger = ${schedule} THEN interval_ms * interval '1 ms' + ${SLACK}
                                       ELSE ${ONE_OFF_AHEAD} END
        FOR UPDATE SKIP LOCKED)`,
);

/**
 * Locks a monitor that is to be checked at another pace from `from` on; `isOutdated`: it has been rescheduled since.
 */
export const lockCadence = statement(
  { intervalSeconds: number, locations: texts, isOutdated: bool },
  { monitorId: uuid, from: timeMs },
  `SELECT interval_seconds, locations,
          EXISTS (SELECT 1 FROM schedule_periods p WHERE p.monitor_id = m.id AND p.from_at > $from) AS is_outdated
     FROM monitors m WHERE id = $monitorId AND enabled FOR NO KEY UPDATE`,
);

/**
 * Locks monitors that are still at a cool-down's pace although their circuit is closed. Schedulers skip each other's rows,
 * or find the schedule as the first one left it.
 */
export const lockStuckAtCooldown = statement(
  { monitorId: uuid, intervalMs: number, locations: texts },
  { before: timeMs, limit: number },
  `SELECT m.id AS monitor_id, m.interval_seconds * 1000 AS interval_ms, m.locations
     FROM monitor_schedule s
     JOIN monitors m ON m.id = s.monitor_id
     JOIN monitor_state st ON st.monitor_id = s.monitor_id
     JOIN schedule_periods p ON p.monitor_id = s.monitor_id AND p.until_at IS NULL
    WHERE s.trigger = ${schedule} AND s.interval_ms <> m.interval_seconds * 1000
      AND m.enabled AND NOT st.is_circuit_open AND p.from_at < $before
    LIMIT $limit
      FOR NO KEY UPDATE OF m, s SKIP LOCKED`,
);

/**
 * Schedules a re-check, from the monitor's next location after the one that asked, if it has several. Only one re-check
 * of a monitor waits at a time: the earlier one wins. The monitor is locked against deletion, which would make the row
 * fail; nothing is scheduled for one that is gone.
 */
export const scheduleConfirmation = changeStatement(
  { monitorId: uuid, at: isoTime, location: text },
  `INSERT INTO monitor_schedule AS s (monitor_id, trigger, next_due_at, interval_ms, phase_ms, location)
   SELECT id, ${confirmation}, $at, 0, 0,
          locations[1 + coalesce(array_position(locations, $location), 0) % cardinality(locations)]
     FROM monitors WHERE id = $monitorId AND enabled
      FOR KEY SHARE
   ON CONFLICT (monitor_id, trigger)
     DO UPDATE SET next_due_at = least(s.next_due_at, excluded.next_due_at), location = excluded.location`,
);

/** Schedules one check of every enabled monitor, from all of its locations. */
export const scheduleCheckOfAll = changeStatement(
  { at: isoTime },
  `INSERT INTO monitor_schedule (monitor_id, trigger, next_due_at, interval_ms, phase_ms)
   SELECT id, ${manual}, $at, 0, 0 FROM monitors WHERE enabled FOR KEY SHARE
   ON CONFLICT (monitor_id, trigger) DO NOTHING`,
);
