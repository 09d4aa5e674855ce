import type { CircuitBreaker } from '@wakeful/contracts';
import type { JudgingPolicy, MonitorMemory } from '@wakeful/domain';
import {
  changesOf,
  type FirstFailure,
  lockMonitors,
  type RowsOf,
  rowsOf,
  saveMonitors,
  stateCodes,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

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
  /** Which of its locations saw that; null: none that it still has. */
  odditiesLocation: string | null;
  last: LastCheck;
}

const recordOf = (row: RowsOf<typeof lockMonitors>[number]): MonitorRecord => ({
  id: row.id,
  key: row.key,
  name: row.name,
  url: row.url,
  intervalMs: row.intervalSeconds * 1000,
  circuitBreaker: row.circuitBreaker,
  policy: {
    confirmations: row.confirmations,
    recoveryConfirmations: row.recoveryConfirmations,
    confirmationIntervalMs: row.confirmationIntervalSeconds * 1000,
    intervalMs: row.intervalSeconds * 1000,
    cooldownMs: (row.circuitBreaker?.cooldownSeconds ?? 0) * 1000,
    circuitFailureThreshold: row.circuitBreaker?.failureThreshold ?? null,
  },
  memory: {
    state: stateCodes.nameOf(row.state),
    sinceMs: row.sinceMs,
    lastSlotMs: row.lastSlotMs,
    lastLocationId: row.lastLocationId,
    failures: row.failures,
    lastFailureSlotMs: row.lastFailureMs,
    successes: row.successes,
    unknowns: row.unknowns,
    firstFailureMs: row.firstFailureMs,
    firstGoodMs: row.firstGoodMs,
    lastGoodMs: row.lastGoodMs,
    failureReasons: row.failureReasons,
    affectedChecks: row.affectedChecks,
    isWindowOpen: row.windowId !== null,
    isCircuitOpen: row.isCircuitOpen,
  },
  windowId: row.windowId,
  firstFailure: row.firstFailure,
  knownUntilMs: row.knownUntilMs,
  settledUntilMs: row.settledUntilMs,
  certificateExpiresMs: row.certificateExpiresMs,
  oddities: row.oddities ?? [],
  odditiesLocation: row.odditiesLocation,
  last: {
    status: row.lastStatus,
    reason: row.lastReason,
    httpStatus: row.lastHttpStatus,
    totalUs: row.lastTotalUs,
    detail: row.lastDetail,
  },
});

/** Loads and locks monitors, by their ids. */
export async function lockRecords(manager: EntityManager, ids: readonly string[]): Promise<Map<string, MonitorRecord>> {
  const rows = await rowsOf(manager, lockMonitors, { ids });
  return new Map(rows.map((row) => [row.id, recordOf(row)]));
}

/** Writes back what is remembered of monitors. */
export async function saveRecords(manager: EntityManager, records: readonly MonitorRecord[]): Promise<void> {
  if (records.length === 0) return;
  const saved = records.map(({ id, memory, windowId, firstFailure, knownUntilMs, certificateExpiresMs, last }) => ({
    ...memory,
    monitorId: id,
    state: stateCodes.toCode[memory.state],
    lastFailureMs: memory.lastFailureSlotMs,
    failureReasons: memory.failureReasons.join(','),
    windowId,
    firstFailure,
    knownUntilMs,
    certificateExpiresMs,
    lastStatus: last.status,
    lastReason: last.reason,
    lastHttpStatus: last.httpStatus,
    lastTotalUs: last.totalUs,
    lastDetail: last.detail,
  }));
  await changesOf(manager, saveMonitors, { saved });
}
