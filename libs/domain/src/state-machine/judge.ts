import type { FailureReason, MonitorState } from '@wakeful/contracts';
import {
  type Consequence,
  isBehindJudged,
  type JudgedResult,
  type JudgingPolicy,
  type MonitorMemory,
} from './monitor-memory.js';

/** Failures further apart than this many intervals are not consecutive: what happened in between is unknown. */
const STREAK_INTERVALS = 2;

export interface Judgement {
  memory: MonitorMemory;
  consequences: Consequence[];
}

/**
 * The one state machine: applies a monitor's next result. Pure. The caller hands in each result once, in the order of
 * slots; one that is older than the newest judged slot changes nothing here, see `judgeAgain`.
 *
 * | before | result | after |
 * |---|---|---|
 * | no window | `down`, fewer than 1 + confirmations consecutively | same status, a confirming retry is requested |
 * | no window | `down`, the (1 + confirmations)th consecutive | `down`, a window opens at the first of them |
 * | no window | `up` or `degraded` | that status; earlier failures were a blip |
 * | window | `up` or `degraded`, fewer than 1 + recoveryConfirmations consecutively | `down`, a retry is requested |
 * | window | `up` or `degraded`, the (1 + recoveryConfirmations)th consecutive | that status, the window closes at the first of them |
 * | window | `down` | `down`, the recovery starts again |
 * | no window | `down`, more than two intervals after the failure before it | as the first failure |
 * | any | `unknown` | no streak changes; without a window the status is `unknown` after 1 + confirmations in a row |
 */
export function judge(memory: MonitorMemory, result: JudgedResult, policy: JudgingPolicy): Judgement {
  if (isBehindJudged(memory, result)) return { memory, consequences: [] };
  const current = { ...memory, lastSlotMs: result.slotMs, lastLocationId: result.locationId };
  switch (result.status) {
    case 'unknown':
      return judgeUnknown(current, result, policy);
    case 'down':
      return judgeFailure(current, result, policy);
    case 'up':
    case 'degraded':
      return judgeSuccess(current, result, result.status, policy);
  }
}

function judgeUnknown(memory: MonitorMemory, result: JudgedResult, policy: JudgingPolicy): Judgement {
  const next = { ...memory, unknowns: memory.unknowns + 1 };
  const tellsNothing = next.unknowns > policy.confirmations || memory.state === 'pending';
  if (memory.isWindowOpen || !tellsNothing) return { memory: next, consequences: [] };
  return changeState(next, 'unknown', result.startedMs, []);
}

/**
 * Gaps and unknown results do not end a streak by themselves, but time does. The longer of the two intervals counts, as
 * a retry may be further away than the next slot.
 */
function isInARow(memory: MonitorMemory, { slotMs }: JudgedResult, policy: JudgingPolicy): boolean {
  const { intervalMs, confirmationIntervalMs, cooldownMs } = policy;
  const paceMs = Math.max(intervalMs, confirmationIntervalMs, memory.isCircuitOpen ? cooldownMs : 0);
  return memory.lastFailureSlotMs === null || slotMs - memory.lastFailureSlotMs <= STREAK_INTERVALS * paceMs;
}

function judgeFailure(before: MonitorMemory, result: JudgedResult, policy: JudgingPolicy): Judgement {
  const isNext = isInARow(before, result, policy);
  const memory = isNext || before.isWindowOpen ? before : forgetFailures(before);
  const next: MonitorMemory = {
    ...memory,
    failures: isNext ? memory.failures + 1 : 1,
    lastFailureSlotMs: result.slotMs,
    successes: 0,
    unknowns: 0,
    firstFailureMs: memory.firstFailureMs ?? result.startedMs,
    firstGoodMs: null,
    failureReasons: withReason(memory.failureReasons, result.reason),
    affectedChecks: memory.affectedChecks + 1,
  };
  const consequences: Consequence[] = [];
  if (
    policy.circuitFailureThreshold !== null &&
    !next.isCircuitOpen &&
    next.failures >= policy.circuitFailureThreshold
  ) {
    next.isCircuitOpen = true;
    consequences.push({ type: 'circuit-opened', slotMs: result.slotMs });
  }
  if (next.isWindowOpen) return { memory: next, consequences };
  if (next.failures <= policy.confirmations) {
    consequences.push({ type: 'confirm', atMs: result.endedMs + policy.confirmationIntervalMs });
    return { memory: next, consequences };
  }
  const startedMs = next.firstFailureMs ?? result.startedMs;
  next.isWindowOpen = true;
  consequences.push({ type: 'window-opened', startedMs, lastGoodMs: next.lastGoodMs });
  return changeState(next, 'down', startedMs, consequences);
}

function judgeSuccess(
  memory: MonitorMemory,
  result: JudgedResult,
  status: 'up' | 'degraded',
  policy: JudgingPolicy,
): Judgement {
  const consequences: Consequence[] = [];
  const next: MonitorMemory = { ...memory, failures: 0, lastFailureSlotMs: null, unknowns: 0 };
  if (next.isCircuitOpen) {
    next.isCircuitOpen = false;
    consequences.push({ type: 'circuit-closed', slotMs: result.slotMs });
  }
  if (!next.isWindowOpen) {
    return changeState(endOutage(next, result.startedMs), status, result.startedMs, consequences);
  }
  next.successes += 1;
  next.firstGoodMs ??= result.startedMs;
  if (next.successes <= policy.recoveryConfirmations) {
    consequences.push({ type: 'confirm', atMs: result.endedMs + policy.confirmationIntervalMs });
    return { memory: next, consequences };
  }
  const startedMs = next.firstFailureMs ?? next.sinceMs;
  // The clocks of two checkers may differ by more than the length of the outage.
  const endedMs = Math.max(next.firstGoodMs, startedMs + 1);
  const { lastGoodMs, affectedChecks } = next;
  consequences.push({ type: 'window-closed', startedMs, endedMs, lastGoodMs, affectedChecks });
  return changeState(endOutage(next, result.startedMs), status, endedMs, consequences);
}

const withReason = (reasons: readonly FailureReason[], reason: FailureReason | null): readonly FailureReason[] =>
  reason === null || reasons.includes(reason) ? reasons : [...reasons, reason];

const forgetFailures = (memory: MonitorMemory): MonitorMemory => ({
  ...memory,
  failures: 0,
  lastFailureSlotMs: null,
  firstFailureMs: null,
  failureReasons: [],
  affectedChecks: 0,
});

/** Forgets a run of failures, whether it became a window or was a blip. */
const endOutage = (memory: MonitorMemory, goodMs: number): MonitorMemory => ({
  ...forgetFailures(memory),
  successes: 0,
  firstGoodMs: null,
  lastGoodMs: goodMs,
  isWindowOpen: false,
});

/** A time in which a monitor was not scheduled. Epoch milliseconds. */
export interface Pause {
  readonly fromMs: number;
  /** When it was scheduled again; null: it is still paused. */
  readonly untilMs: number | null;
}

/**
 * A monitor is paused, and perhaps resumed. What was known before says nothing about now, so everything starts over. A
 * paused monitor is not checked, so an outage is not known to last: an open window ends with the pause.
 */
export function judgePause(memory: MonitorMemory, { fromMs, untilMs }: Pause): Judgement {
  const after: MonitorMemory = {
    ...forgetFailures(memory),
    state: 'pending',
    sinceMs: untilMs ?? fromMs,
    successes: 0,
    unknowns: 0,
    firstGoodMs: null,
    isWindowOpen: false,
    isCircuitOpen: false,
  };
  if (!memory.isWindowOpen) return { memory: after, consequences: [] };
  const startedMs = memory.firstFailureMs ?? memory.sinceMs;
  const { lastGoodMs, affectedChecks } = memory;
  const endedMs = Math.max(fromMs, startedMs + 1);
  return { memory: after, consequences: [{ type: 'window-closed', startedMs, endedMs, lastGoodMs, affectedChecks }] };
}

function changeState(memory: MonitorMemory, to: MonitorState, atMs: number, consequences: Consequence[]): Judgement {
  if (memory.state === to) return { memory, consequences };
  return {
    memory: { ...memory, state: to, sinceMs: atMs },
    consequences: [...consequences, { type: 'status-changed', from: memory.state, to, atMs }],
  };
}
