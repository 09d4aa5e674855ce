import type { FailureReason, MonitorState } from '@wakeful/contracts';
import type { Consequence, JudgedResult, JudgingPolicy, MonitorMemory } from './monitor-memory.js';

export interface Judgement {
  memory: MonitorMemory;
  consequences: Consequence[];
}

/**
 * The one state machine: what a monitor's next result makes of it. Pure. The caller hands in each result once, in the
 * order of arrival; one that is older than the newest judged slot changes nothing.
 *
 * | before | result | after |
 * |---|---|---|
 * | no window | `down`, fewer in a row than 1 + confirmations | same status, a confirming re-check is asked for |
 * | no window | `down`, the (1 + confirmations)th in a row | `down`, a window opens at the first of them |
 * | no window | `up` or `degraded` | that status; earlier failures were a blip |
 * | window | `up` or `degraded`, fewer in a row than 1 + recoveryConfirmations | `down`, a re-check is asked for |
 * | window | `up` or `degraded`, the (1 + recoveryConfirmations)th in a row | that status, the window closes at the first of them |
 * | window | `down` | `down`, the recovery starts again |
 * | any | `unknown` | no streak changes; without a window the status is `unknown` after 1 + confirmations in a row |
 */
export function judge(memory: MonitorMemory, result: JudgedResult, policy: JudgingPolicy): Judgement {
  if (memory.lastSlotMs !== null && result.slotMs < memory.lastSlotMs) return { memory, consequences: [] };
  const current = { ...memory, lastSlotMs: result.slotMs };
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

function judgeFailure(memory: MonitorMemory, result: JudgedResult, policy: JudgingPolicy): Judgement {
  const next: MonitorMemory = {
    ...memory,
    failures: memory.failures + 1,
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
  const next: MonitorMemory = { ...memory, failures: 0, unknowns: 0 };
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
  // The clocks of two checkers may differ by more than the outage lasted.
  const endedMs = Math.max(next.firstGoodMs, startedMs + 1);
  const { lastGoodMs, affectedChecks } = next;
  consequences.push({ type: 'window-closed', startedMs, endedMs, lastGoodMs, affectedChecks });
  return changeState(endOutage(next, result.startedMs), status, endedMs, consequences);
}

const withReason = (reasons: readonly FailureReason[], reason: FailureReason | null): readonly FailureReason[] =>
  reason === null || reasons.includes(reason) ? reasons : [...reasons, reason];

/** Forgets a run of failures, whether it became a window or was a blip. */
const endOutage = (memory: MonitorMemory, goodMs: number): MonitorMemory => ({
  ...memory,
  successes: 0,
  firstFailureMs: null,
  firstGoodMs: null,
  lastGoodMs: goodMs,
  failureReasons: [],
  affectedChecks: 0,
  isWindowOpen: false,
});

function changeState(memory: MonitorMemory, to: MonitorState, atMs: number, consequences: Consequence[]): Judgement {
  if (memory.state === to) return { memory, consequences };
  return {
    memory: { ...memory, state: to, sinceMs: atMs },
    consequences: [...consequences, { type: 'status-changed', from: memory.state, to, atMs }],
  };
}
