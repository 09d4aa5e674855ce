import type { CircuitBreaker, FailureReason } from '@wakeful/contracts';
import type { JudgingPolicy, MonitorMemory } from '@wakeful/domain';
import { numberArray, stateCodes, storableJson, storableText, timeArray } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { FirstFailure } from './downtime-window.js';

/** What a monitor's newest check said, for lists. */
export interface LastCheck {
  status: number;
  reason: number;
  httpStatus: number;
  totalUs: number;
  detail: string;
}

/** A monitor as the recorder needs it: how it wants to be judged, and what is remembered of it. Locked while in use. */
export interface MonitorRecord {
  id: string;
  key: number;
  name: string;
  url: string;
  intervalMs: number;
  circuitBreaker: CircuitBreaker | null;
  policy: JudgingPolicy;
  memory: MonitorMemory;
  windowId: string | null;
  firstFailure: FirstFailure | null;
  knownUntilMs: number | null;
  settledUntilMs: number;
  certificateExpiresMs: number | null;
  /** What is stored of what strayed in its newest good answer. */
  oddities: readonly string[];
  last: LastCheck;
}

interface Row {
  id: string;
  key: number;
  name: string;
  url: string;
  interval_seconds: number;
  confirmations: number;
  confirmation_interval_seconds: number;
  recovery_confirmations: number;
  circuit_breaker: CircuitBreaker | null;
  state: number;
  since: Date;
  last_slot_at: Date | null;
  last_location_id: number | null;
  last_failure_at: Date | null;
  known_until: Date | null;
  settled_until: Date;
  failures: number;
  successes: number;
  unknowns: number;
  first_failure_at: Date | null;
  first_good_at: Date | null;
  last_good_at: Date | null;
  failure_reasons: FailureReason[];
  affected_checks: number;
  window_id: string | null;
  is_circuit_open: boolean;
  certificate_expires_at: Date | null;
  last_status: number;
  last_reason: number;
  last_http_status: number;
  last_total_us: number;
  last_detail: string;
  first_failure: FirstFailure | null;
  oddities: string[] | null;
}

const msOf = (time: Date | null): number | null => (time === null ? null : time.getTime());

function recordOf(row: Row): MonitorRecord {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    url: row.url,
    intervalMs: row.interval_seconds * 1000,
    circuitBreaker: row.circuit_breaker,
    policy: {
      confirmations: row.confirmations,
      recoveryConfirmations: row.recovery_confirmations,
      confirmationIntervalMs: row.confirmation_interval_seconds * 1000,
      intervalMs: row.interval_seconds * 1000,
      cooldownMs: (row.circuit_breaker?.cooldownSeconds ?? 0) * 1000,
      circuitFailureThreshold: row.circuit_breaker?.failureThreshold ?? null,
    },
    memory: {
      state: stateCodes.nameOf(row.state),
      sinceMs: row.since.getTime(),
      lastSlotMs: msOf(row.last_slot_at),
      lastLocationId: row.last_location_id,
      failures: row.failures,
      lastFailureSlotMs: msOf(row.last_failure_at),
      successes: row.successes,
      unknowns: row.unknowns,
      firstFailureMs: msOf(row.first_failure_at),
      firstGoodMs: msOf(row.first_good_at),
      lastGoodMs: msOf(row.last_good_at),
      failureReasons: row.failure_reasons,
      affectedChecks: row.affected_checks,
      isWindowOpen: row.window_id !== null,
      isCircuitOpen: row.is_circuit_open,
    },
    windowId: row.window_id,
    firstFailure: row.first_failure,
    knownUntilMs: msOf(row.known_until),
    settledUntilMs: row.settled_until.getTime(),
    certificateExpiresMs: msOf(row.certificate_expires_at),
    oddities: row.oddities ?? [],
    last: {
      status: row.last_status,
      reason: row.last_reason,
      httpStatus: row.last_http_status,
      totalUs: row.last_total_us,
      detail: row.last_detail,
    },
  };
}

/** Loads and locks monitors, in the order of their ids, so that two recorders cannot wait for each other in a circle. */
export async function lockMonitors(
  manager: EntityManager,
  ids: readonly string[],
): Promise<Map<string, MonitorRecord>> {
  const rows = await manager.query<Row[]>(
    `SELECT m.id, m.key, m.name, m.url, m.interval_seconds, m.confirmations, m.confirmation_interval_seconds,
            m.recovery_confirmations, m.circuit_breaker, o.oddities, s.*
       FROM monitor_state s JOIN monitors m ON m.id = s.monitor_id
       LEFT JOIN monitor_oddities o ON o.monitor_id = s.monitor_id
      WHERE s.monitor_id = ANY ($1::uuid[])
      ORDER BY s.monitor_id
        FOR UPDATE OF s`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, recordOf(row)]));
}

const SAVE = `
  UPDATE monitor_state s
     SET state = n.state, since = n.since, last_slot_at = n.last_slot_at, known_until = n.known_until,
         failures = n.failures, successes = n.successes, unknowns = n.unknowns,
         first_failure_at = n.first_failure_at, first_good_at = n.first_good_at, last_good_at = n.last_good_at,
         failure_reasons = string_to_array(n.failure_reasons, ','), affected_checks = n.affected_checks,
         window_id = n.window_id, is_circuit_open = n.is_circuit_open,
         certificate_expires_at = n.certificate_expires_at, last_status = n.last_status, last_reason = n.last_reason,
         last_http_status = n.last_http_status, last_total_us = n.last_total_us, last_detail = n.last_detail,
         first_failure = n.first_failure, last_location_id = n.last_location_id, last_failure_at = n.last_failure_at
    FROM unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int[],
                $7::int[], $8::int[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::int[],
                $14::uuid[], $15::boolean[], $16::timestamptz[], $17::smallint[], $18::smallint[], $19::smallint[],
                $20::int[], $21::text[], $22::jsonb[], $23::smallint[], $24::timestamptz[])
      AS n (monitor_id, state, since, last_slot_at, known_until, failures, successes, unknowns, first_failure_at,
            first_good_at, last_good_at, failure_reasons, affected_checks, window_id, is_circuit_open,
            certificate_expires_at, last_status, last_reason, last_http_status, last_total_us, last_detail,
            first_failure, last_location_id, last_failure_at)
   WHERE s.monitor_id = n.monitor_id`;

/** Writes back what is remembered of monitors. */
export async function saveMonitors(manager: EntityManager, records: readonly MonitorRecord[]): Promise<void> {
  if (records.length === 0) return;
  const numbers = (pick: (record: MonitorRecord) => number): string => numberArray(records.map(pick));
  const times = (pick: (record: MonitorRecord) => number | null): string => timeArray(records.map(pick));
  await manager.query(SAVE, [
    records.map((record) => record.id),
    numbers((record) => stateCodes.toCode[record.memory.state]),
    times((record) => record.memory.sinceMs),
    times((record) => record.memory.lastSlotMs),
    times((record) => record.knownUntilMs),
    numbers((record) => record.memory.failures),
    numbers((record) => record.memory.successes),
    numbers((record) => record.memory.unknowns),
    times((record) => record.memory.firstFailureMs),
    times((record) => record.memory.firstGoodMs),
    times((record) => record.memory.lastGoodMs),
    records.map((record) => record.memory.failureReasons.join(',')),
    numbers((record) => record.memory.affectedChecks),
    records.map((record) => record.windowId),
    records.map((record) => record.memory.isCircuitOpen),
    times((record) => record.certificateExpiresMs),
    numbers((record) => record.last.status),
    numbers((record) => record.last.reason),
    numbers((record) => record.last.httpStatus),
    numbers((record) => record.last.totalUs),
    records.map((record) => storableText(record.last.detail)),
    records.map((record) => (record.firstFailure === null ? null : storableJson(record.firstFailure))),
    records.map((record) => record.memory.lastLocationId),
    times((record) => record.memory.lastFailureSlotMs),
  ]);
}
