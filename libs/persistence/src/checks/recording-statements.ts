import type { CircuitBreaker, FailureReason } from '@wakeful/contracts';
import { statusCodes, triggerCodes } from '../codes.js';
import type { FirstFailure } from '../downtime/window-recording-statements.js';
import { spokenForSecondsSql } from '../monitors/effective-status.js';
import { bool, json, number, orNull, text, textOf, textsOf, timeMs, uuid, uuids } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, often, statement } from '../sql/statement.js';

/** Stores checks, each identity once; answers with the identities of those that were not there before. */
export const insertChecks = statement(
  { monitorKey: number, slotMs: timeMs, locationId: number },
  {
    checks: rowSet({
      slotMs: timeMs,
      monitorKey: number,
      delayMs: number,
      dnsUs: number,
      connectUs: number,
      tlsUs: number,
      ttfbUs: number,
      transferUs: number,
      httpStatus: number,
      locationId: number,
      status: number,
      reason: number,
      trigger: number,
      detail: text,
    }),
  },
  `INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us, http_status,
                       location_id, status, reason, trigger, detail)
   SELECT slot_ms, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us, http_status, location_id,
          status, reason, trigger, detail
     FROM $checks
   ON CONFLICT DO NOTHING
   RETURNING monitor_key, scheduled_at AS slot_ms, location_id`,
);

/**
 * Stores good checks of monitors that were just as good before, with no failure, window or recovery on their mind, and moves their
 * state on without reading it first: `judge` has no consequences then and changes nothing but what is set here
 * (`steady.integration.spec.ts` holds both against each other). Answers with the positions of those that it stored.
 * Nothing is done for the others, whose monitors have to be read and judged. At most one check of each monitor. A check
 * that is stored already without having been judged fails the statement.
 */
export const storeSteady = often(
  'store-steady',
  statement(
    { position: number },
    {
      results: rowSet({
        monitorId: uuid,
        slotMs: timeMs,
        startedMs: timeMs,
        delayMs: number,
        dnsUs: number,
        connectUs: number,
        tlsUs: number,
        ttfbUs: number,
        transferUs: number,
        totalUs: number,
        httpStatus: number,
        locationId: number,
        status: number,
        reason: number,
        trigger: number,
        detail: text,
        state: number,
        certificateExpiresMs: orNull(timeMs),
      }),
    },
    `WITH steady AS (
       UPDATE monitor_state s
          SET last_slot_at = results.slot_ms, last_location_id = results.location_id,
              last_good_at = results.started_ms,
              known_until = CASE WHEN results.trigger = ${triggerCodes.toCode.schedule}
                THEN greatest(s.known_until, results.slot_ms + m.interval_seconds * interval '1 second')
                ELSE s.known_until END,
              last_status = results.status, last_reason = results.reason, last_http_status = results.http_status,
              last_total_us = results.total_us, last_detail = results.detail,
              certificate_expires_at = coalesce(results.certificate_expires_ms, s.certificate_expires_at)
         FROM $results JOIN monitors m ON m.id = results.monitor_id
        WHERE s.monitor_id = results.monitor_id
          AND s.state = results.state AND s.failures = 0 AND s.successes = 0 AND s.unknowns = 0
          AND s.affected_checks = 0 AND s.failure_reasons = '{}' AND NOT s.is_circuit_open
          AND num_nonnulls(s.window_id, s.last_failure_at, s.first_failure_at, s.first_good_at, s.first_failure) = 0
          AND (s.last_slot_at, s.last_location_id) < (results.slot_ms, results.location_id)
          AND s.settled_until <= results.slot_ms
          AND NOT EXISTS (SELECT FROM monitor_oddities o WHERE o.monitor_id = s.monitor_id)
       RETURNING results.*, m.key
     ), stored AS (
       INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us,
                           http_status, location_id, status, reason, trigger, detail)
       SELECT slot_ms, key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us, http_status, location_id, status,
              reason, trigger, detail
         FROM steady ORDER BY key
     )
     SELECT position FROM steady`,
  ),
);

export const insertLocation = changeStatement(
  { name: text },
  'INSERT INTO locations (name) VALUES ($name) ON CONFLICT DO NOTHING',
);
export const locationByName = statement({ id: number }, { name: text }, 'SELECT id FROM locations WHERE name = $name');

/** What is remembered of a monitor between two checks. */
const memory = {
  state: number,
  sinceMs: timeMs,
  lastSlotMs: orNull(timeMs),
  lastLocationId: orNull(number),
  lastFailureMs: orNull(timeMs),
  knownUntilMs: orNull(timeMs),
  failures: number,
  successes: number,
  unknowns: number,
  firstFailureMs: orNull(timeMs),
  firstGoodMs: orNull(timeMs),
  lastGoodMs: orNull(timeMs),
  affectedChecks: number,
  windowId: orNull(uuid),
  isCircuitOpen: bool,
  certificateExpiresMs: orNull(timeMs),
  lastStatus: number,
  lastReason: number,
  lastHttpStatus: number,
  lastTotalUs: number,
  lastDetail: text,
  firstFailure: orNull(json<FirstFailure>()),
};

/** Locks monitors in the order of their ids, so that two recorders cannot wait for each other in a circle. */
export const lockMonitors = statement(
  {
    id: uuid,
    key: number,
    name: text,
    url: text,
    intervalSeconds: number,
    confirmations: number,
    confirmationIntervalSeconds: number,
    recoveryConfirmations: number,
    circuitBreaker: orNull(json<CircuitBreaker>()),
    ...memory,
    failureReasons: textsOf<FailureReason>(),
    settledUntilMs: timeMs,
    oddities: orNull(json<string[]>()),
    odditiesLocation: orNull(text),
  },
  { ids: uuids },
  `SELECT m.id, m.key, m.name, m.url, m.interval_seconds, m.confirmations, m.confirmation_interval_seconds,
          m.recovery_confirmations, m.circuit_breaker, s.state, s.since AS since_ms, s.last_slot_at AS last_slot_ms,
          s.last_location_id, s.last_failure_at AS last_failure_ms, s.known_until AS known_until_ms, s.failures,
          s.successes, s.unknowns, s.first_failure_at AS first_failure_ms, s.first_good_at AS first_good_ms,
          s.last_good_at AS last_good_ms, s.affected_checks, s.window_id, s.is_circuit_open,
          s.certificate_expires_at AS certificate_expires_ms, s.last_status, s.last_reason, s.last_http_status,
          s.last_total_us, s.last_detail, s.first_failure, s.failure_reasons, s.settled_until AS settled_until_ms,
          o.oddities, CASE WHEN o.location = ANY (m.locations) THEN o.location END AS oddities_location
     FROM monitor_state s JOIN monitors m ON m.id = s.monitor_id
     LEFT JOIN monitor_oddities o ON o.monitor_id = s.monitor_id
    WHERE s.monitor_id = ANY ($ids)
    ORDER BY s.monitor_id
      FOR UPDATE OF s`,
);

/** `failureReasons` with commas between them, as an array of arrays cannot be split again. */
export const saveMonitors = changeStatement(
  { saved: rowSet({ monitorId: uuid, ...memory, failureReasons: text }) },
  `UPDATE monitor_state s
      SET state = n.state, since = n.since_ms, last_slot_at = n.last_slot_ms, last_location_id = n.last_location_id,
          last_failure_at = n.last_failure_ms, known_until = n.known_until_ms, failures = n.failures,
          successes = n.successes, unknowns = n.unknowns, first_failure_at = n.first_failure_ms,
          first_good_at = n.first_good_ms, last_good_at = n.last_good_ms, affected_checks = n.affected_checks,
          window_id = n.window_id, is_circuit_open = n.is_circuit_open,
          certificate_expires_at = n.certificate_expires_ms, last_status = n.last_status, last_reason = n.last_reason,
          last_http_status = n.last_http_status, last_total_us = n.last_total_us, last_detail = n.last_detail,
          first_failure = n.first_failure, failure_reasons = string_to_array(n.failure_reasons, ',')
     FROM (SELECT * FROM $saved) n
    WHERE s.monitor_id = n.monitor_id`,
);

type Part = 'before' | 'within' | 'behind';

/** The primary key has the location before the time, so it is read once per location and merged. */
const part = (name: Part, range: string, order: 'ASC' | 'DESC', limit: string): string => `(
  SELECT '${name}' AS part, l.name AS location, c.*
    FROM locations l
   CROSS JOIN LATERAL (
     SELECT * FROM checks
      WHERE monitor_key = stretches.monitor_key AND location_id = l.id AND ${range}
      ORDER BY scheduled_at ${order} LIMIT ${limit}
   ) c
   ORDER BY c.scheduled_at ${order}, c.location_id ${order} LIMIT ${limit})`;

/** The checks around stretches of monitors' time, in order: at most `reach` before and behind each, `maxWithin` in it. */
export const checksAround = statement(
  {
    position: number,
    part: textOf<Part>(),
    slotMs: timeMs,
    locationId: number,
    location: text,
    delayMs: number,
    totalUs: number,
    status: number,
    reason: number,
    trigger: number,
    httpStatus: number,
    detail: text,
  },
  {
    stretches: rowSet({ monitorKey: number, fromMs: timeMs, untilMs: timeMs }),
    reach: number,
    maxWithin: number,
  },
  `SELECT stretches.position, c.part, c.scheduled_at AS slot_ms, c.location_id, c.location, c.delay_ms,
          c.dns_us + c.connect_us + c.tls_us + c.ttfb_us + c.transfer_us AS total_us, c.status, c.reason, c.trigger,
          c.http_status, CASE WHEN c.status = ${statusCodes.toCode.down} THEN c.detail ELSE '' END AS detail
     FROM $stretches
    CROSS JOIN LATERAL (
      ${part('before', 'scheduled_at < stretches.from_ms', 'DESC', '$reach')}
      UNION ALL
      ${part('within', 'scheduled_at BETWEEN stretches.from_ms AND stretches.until_ms', 'ASC', '$maxWithin')}
      UNION ALL
      ${part('behind', 'scheduled_at > stretches.until_ms', 'ASC', '$reach')}
    ) c
    ORDER BY stretches.position, c.scheduled_at, c.location_id`,
);

/** However short the intervals are: a few restarts of a service are no alarm. */
const MIN_PATIENCE_SECONDS = 120;

/** Whether checks are stored as fast as the monitor with the shortest interval wants them; null: there is none to watch. */
export const storingAsWanted = statement(
  { isStoring: orNull(bool) },
  {},
  `SELECT max(s.last_slot_at) > now() - make_interval(secs => greatest(
            min(${spokenForSecondsSql('m')}), ${MIN_PATIENCE_SECONDS})) AS is_storing
     FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
    WHERE m.enabled`,
);
