import { judge, type Judgement, judgePause, type Pause } from './judge.js';
import {
  comparePlaces,
  type JudgedResult,
  type JudgingPolicy,
  type MonitorMemory,
  newMemory,
  type Place,
} from './monitor-memory.js';
import { type JudgedWindow, type KnownWindow, reconcileWindows, type WindowCorrection } from './reconcile-windows.js';

/** The stored data of a monitor around late results. */
export interface StoredStretch {
  /** In order, including the late ones, without gaps between the first and the last. */
  readonly results: readonly JudgedResult[];
  /** Nothing is stored before the first. */
  readonly isFromStart: boolean;
  /** The last is the newest that was judged, or later than it. */
  readonly isToEnd: boolean;
  /** The oldest and newest late result. */
  readonly lateFrom: Place;
  readonly lateUntil: Place;
  /** When the monitor was paused, from its first result to now, in order. */
  readonly pauses: readonly Pause[];
  /** Every stored window that overlaps the results. */
  readonly known: readonly KnownWindow[];
  /** The current memory of the monitor. */
  readonly remembered: MonitorMemory;
}

export interface JudgedAgain {
  readonly corrections: readonly WindowCorrection[];
  /** The new memory, and the check of its `firstFailureMs`; null: the late results do not change it. */
  readonly remembered: { readonly memory: MonitorMemory; readonly firstFailure: JudgedResult | null } | null;
}

const isGood = ({ status }: JudgedResult): boolean => status === 'up' || status === 'degraded';

/**
 * After `1 + recoveryConfirmations` consecutive good results, whatever came before, no window is open and no streak is
 * in progress. Finds the last of such a run among `results`, moving by `step` from `from`; -1 if there is none.
 */
function findCalm(results: readonly JudgedResult[], from: number, step: 1 | -1, policy: JudgingPolicy): number {
  let run = 0;
  let last = -1;
  for (let index = from; index >= 0 && index < results.length; index += step) {
    const result = results[index];
    if (!result || result.status === 'unknown') continue;
    if (!isGood(result)) run = 0;
    else {
      if (run === 0 || step === 1) last = index;
      run += 1;
      if (run > policy.recoveryConfirmations) return last;
    }
  }
  return -1;
}

function memoryAfterCalm(result: JudgedResult, sinceMs: number): MonitorMemory {
  const { slotMs, locationId, startedMs, status } = result;
  const state = status === 'degraded' ? 'degraded' : 'up';
  const last = { lastSlotMs: slotMs, lastLocationId: locationId, lastGoodMs: startedMs };
  return { ...newMemory(sinceMs), ...last, state };
}

/** A calm covered by a stored window, or at its start, is not usable: it was judged otherwise. */
const isDisputed = (known: readonly KnownWindow[], { startedMs }: JudgedResult): boolean =>
  known.some((window) => window.startedMs <= startedMs && (window.endedMs ?? Infinity) > startedMs);

function findAgreedCalm(stretch: StoredStretch, from: number, step: 1 | -1, policy: JudgingPolicy): number {
  for (let start = from; ;) {
    const index = findCalm(stretch.results, start, step, policy);
    const calm = stretch.results[index];
    if (!calm || !isDisputed(stretch.known, calm)) return index;
    start = step === 1 ? start + 1 : index - 1;
  }
}

/**
 * Judges the stretch around late results again, from the stored checks: from the last calm before them to the first
 * calm behind them, or to the end. They can make a difference only there. Pure.
 * @returns null: the stretch is too short; more must be read on the sides that do not reach the start or the end
 */
export function judgeAgain(stretch: StoredStretch, policy: JudgingPolicy): JudgedAgain | null {
  const { results, isFromStart, isToEnd, lateFrom, lateUntil, known } = stretch;
  const firstLate = results.findIndex((result) => comparePlaces(result, lateFrom) >= 0);
  const behind = results.findIndex((result) => comparePlaces(result, lateUntil) > 0);
  const from = findAgreedCalm(stretch, firstLate - 1, -1, policy);
  if (from < 0 && !isFromStart) return null;
  const until = behind < 0 ? -1 : findAgreedCalm(stretch, behind, 1, policy);
  if (until < 0 && !isToEnd) return null;

  const [before, end] = [results[from], results[until]];
  const again = results.slice(from + 1, end ? until + 1 : undefined);
  const { sinceMs, state } = stretch.remembered;
  const start = before ? memoryAfterCalm(before, sinceMs) : newMemory(sinceMs);
  const { windows, memory, firstFailure } = fold(start, again, pausesOf(stretch, before, end), policy);
  // A state unchanged throughout the stretch keeps its remembered age, if it is the same state.
  if (memory.sinceMs === sinceMs && memory.state !== state) memory.sinceMs = before?.startedMs ?? sinceMs;
  const within = known.filter(
    ({ startedMs }) => (!before || startedMs > before.startedMs) && (!end || startedMs < end.startedMs),
  );
  return { corrections: reconcileWindows(within, windows), remembered: end ? null : { memory, firstFailure } };
}

/** Those that the results to judge, between the two calms, stand before or behind. */
function pausesOf({ pauses }: StoredStretch, before?: JudgedResult, end?: JudgedResult): Pause[] {
  const isWithin = ({ fromMs }: Pause): boolean => {
    const isBehindStart = before === undefined || fromMs > before.slotMs;
    return isBehindStart && (end === undefined || fromMs <= end.slotMs);
  };
  return pauses.filter(isWithin);
}

interface Folded {
  windows: JudgedWindow[];
  memory: MonitorMemory;
  firstFailure: JudgedResult | null;
}

/** Runs the state machine over results and pauses in order. */
function fold(
  before: MonitorMemory,
  results: readonly JudgedResult[],
  pauses: readonly Pause[],
  policy: JudgingPolicy,
): Folded {
  const windows: JudgedWindow[] = [];
  let memory = before;
  let first: JudgedResult | null = null;
  const end = ({ consequences }: Judgement, endedBy: JudgedWindow['endedBy']): void => {
    const closed = consequences.find(({ type }) => type === 'window-closed');
    const open = windows.at(-1);
    if (closed?.type !== 'window-closed' || !open) return;
    windows[windows.length - 1] = { ...open, endedMs: closed.endedMs, endedBy };
  };
  const waiting = [...pauses];
  const pauseUntil = (slotMs: number): void => {
    for (let pause = waiting[0]; pause && pause.fromMs <= slotMs; pause = waiting[0]) {
      waiting.shift();
      const judgement = judgePause(memory, pause);
      end(judgement, 'pause');
      memory = judgement.memory;
      first = null;
    }
  };
  for (const result of results) {
    pauseUntil(result.slotMs);
    const current = memory;
    const judgement = judge(current, result, policy);
    memory = judgement.memory;
    if (memory.firstFailureMs !== null && (first === null || memory.firstFailureMs !== current.firstFailureMs))
      first = result;
    if (memory.isWindowOpen && first) {
      const { firstFailureMs, lastGoodMs, failureReasons: reasons, affectedChecks } = memory;
      const window: JudgedWindow = {
        startedMs: firstFailureMs ?? memory.sinceMs,
        endedMs: null,
        endedBy: null,
        lastGoodMs,
        reasons,
        affectedChecks,
        firstFailure: first,
      };
      if (current.isWindowOpen) windows.pop();
      windows.push(window);
    }
    end(judgement, 'recovery');
    if (memory.firstFailureMs === null) first = null;
  }
  pauseUntil(Infinity);
  return { windows, memory: { ...memory }, firstFailure: first };
}
