import { randomUUID } from 'node:crypto';
import {
  checkRequestedV1,
  type CheckResult,
  downtimeClosedV1,
  downtimeOpenedV1,
  statusChangedV1,
} from '@wakeful/contracts';
import { comparePlaces, type Consequence, judge } from '@wakeful/domain';
import { type OutboxMessage, outboxMessage, reasonCodes, statusCodes } from '@wakeful/persistence';
import type { DowntimeWindow, WindowTurn } from './downtime-window.js';
import type { MonitorRecord } from './monitor-record.js';
import type { KeyedResult } from './store-checks.js';

/** The effects of a batch of results in addition to the changed records. */
export interface JudgedBatch {
  windows: DowntimeWindow[];
  /** Openings and closings, in order. */
  turns: WindowTurn[];
  messages: OutboxMessage[];
}

/** Of whom news are, and of which window. */
type NewsOf = Pick<
  MonitorRecord,
  'id' | 'name' | 'url' | 'intervalMs' | 'circuitBreaker' | 'windowId' | 'firstFailure'
>;

interface Collected {
  windows: Map<string, DowntimeWindow>;
  turns: WindowTurn[];
  messages: OutboxMessage[];
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/**
 * Moves the records on by results that come behind everything that was judged before, in order, and collects what follows.
 * Changes `records` in place.
 */
export function judgeResults(
  records: ReadonlyMap<string, MonitorRecord>,
  results: readonly KeyedResult[],
): JudgedBatch {
  const collected: Collected = { windows: new Map(), turns: [], messages: [] };
  for (const keyed of results.toSorted(comparePlaces)) {
    const record = records.get(keyed.result.monitorId);
    if (record) judgeResult(record, keyed, collected);
  }
  return { ...collected, windows: [...collected.windows.values()] };
}

function judgeResult(record: MonitorRecord, keyed: KeyedResult, { windows, turns, messages }: Collected): void {
  const { result, slotMs, startedMs, locationId } = keyed;
  const before = record.memory;
  const endedMs = startedMs + Math.ceil(result.timings.totalUs / 1000);
  const judged = { slotMs, locationId, startedMs, endedMs, status: result.status, reason: result.reason };
  const { memory, consequences } = judge(before, judged, record.policy);
  record.memory = memory;
  extendKnowledge(record, result, slotMs, memory.isCircuitOpen && !before.isCircuitOpen);
  rememberLast(record, result);
  if (memory.firstFailureMs !== null && memory.firstFailureMs !== before.firstFailureMs) {
    record.firstFailure = evidenceOf(result);
  }
  if (memory.isWindowOpen && record.windowId === null) record.windowId = randomUUID();
  if (record.windowId !== null) windows.set(record.windowId, windowOf(record, record.windowId, consequences, before));
  for (const consequence of consequences) {
    messages.push(...messagesOf(record, result, consequence));
    turns.push(...turnOf(record, consequence));
  }
  if (!memory.isWindowOpen) record.windowId = null;
  if (memory.firstFailureMs === null) record.firstFailure = null;
}

/**
 * A conclusive regular result says how the monitor is until its next slot, as does any that opens the circuit breaker:
 * the cool-down begins with it.
 */
export function extendKnowledge(
  record: MonitorRecord,
  result: CheckResult,
  slotMs: number,
  opensCircuit = false,
): void {
  const isRegular = result.trigger === 'schedule' || opensCircuit;
  if (result.status === 'unknown' || !isRegular) return;
  const cooldownMs = record.memory.isCircuitOpen ? (record.circuitBreaker?.cooldownSeconds ?? 0) * 1000 : 0;
  const untilMs = slotMs + Math.max(record.intervalMs, cooldownMs);
  record.knownUntilMs = Math.max(record.knownUntilMs ?? 0, untilMs);
}

function rememberLast(record: MonitorRecord, result: CheckResult): void {
  record.last = {
    status: statusCodes.toCode[result.status],
    reason: reasonCodes.toCode[result.reason ?? 'none'],
    httpStatus: result.httpStatus ?? 0,
    totalUs: result.timings.totalUs,
    detail: result.detail,
  };
  if (result.facts.certificate) record.certificateExpiresMs = Date.parse(result.facts.certificate.expiresAt);
}

export const evidenceOf = ({ reason, detail, httpStatus, location, facts }: CheckResult) => ({
  reason,
  detail,
  httpStatus,
  location,
  facts,
});

/** The window as it is after a result. Once closed, what it was is no longer in the memory but in what was before. */
function windowOf(
  record: MonitorRecord,
  id: string,
  consequences: readonly Consequence[],
  before: MonitorRecord['memory'],
): DowntimeWindow {
  const closed = consequences.find((consequence) => consequence.type === 'window-closed');
  const memory = closed ? before : record.memory;
  return {
    id,
    monitorId: record.id,
    startedMs: memory.firstFailureMs ?? memory.sinceMs,
    endedMs: closed?.endedMs ?? null,
    lastGoodMs: memory.lastGoodMs,
    reasons: memory.failureReasons,
    affectedChecks: memory.affectedChecks,
    firstFailure: record.firstFailure,
  };
}

function turnOf({ id: monitorId, windowId }: MonitorRecord, { type }: Consequence): WindowTurn[] {
  if (windowId === null || (type !== 'window-opened' && type !== 'window-closed')) return [];
  return [{ windowId, monitorId, moment: type === 'window-opened' ? 'opened' : 'closed' }];
}

/** What tells others of a consequence. `cause` is the result that led to it. */
export function messagesOf(
  record: NewsOf,
  { reason, detail, location }: Pick<CheckResult, 'reason' | 'detail' | 'location'>,
  consequence: Consequence,
): OutboxMessage[] {
  const { id: monitorId, name, url } = record;
  const window = {
    windowId: record.windowId ?? '',
    monitorId,
    name,
    url,
    reason: record.firstFailure?.reason ?? reason,
    detail: record.firstFailure?.detail ?? detail,
  };
  switch (consequence.type) {
    case 'status-changed': {
      const { from, to, atMs } = consequence;
      return [outboxMessage(statusChangedV1, { monitorId, name, url, from, to, at: iso(atMs), reason, detail })];
    }
    case 'window-opened': {
      const startedAt = iso(consequence.startedMs);
      return [outboxMessage(downtimeOpenedV1, { ...window, startedAt, lastGoodAt: isoOrNull(consequence.lastGoodMs) })];
    }
    case 'window-closed': {
      const { startedMs, endedMs, lastGoodMs, affectedChecks } = consequence;
      const times = { startedAt: iso(startedMs), endedAt: iso(endedMs), lastGoodAt: isoOrNull(lastGoodMs) };
      return [outboxMessage(downtimeClosedV1, { ...window, ...times, affectedChecks })];
    }
    case 'confirm': {
      const at = iso(consequence.atMs);
      return [outboxMessage(checkRequestedV1, { kind: 'confirm', monitorId, at, location })];
    }
    case 'circuit-opened': {
      // A cool-down that is shorter than the interval would check a failing page more often than a good one.
      const cooldownSeconds = Math.max(record.circuitBreaker?.cooldownSeconds ?? 0, record.intervalMs / 1000);
      const from = iso(consequence.slotMs);
      return [outboxMessage(checkRequestedV1, { kind: 'cool-down', monitorId, from, cooldownSeconds })];
    }
    case 'circuit-closed':
      return [outboxMessage(checkRequestedV1, { kind: 'resume', monitorId, from: iso(consequence.slotMs) })];
  }
}
