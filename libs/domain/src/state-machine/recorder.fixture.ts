import { judge, judgePause, type Pause } from './judge.js';
import { judgeAgain, type JudgedAgain } from './judge-again.js';
import {
  comesLate,
  comparePlaces,
  type JudgedResult,
  type JudgingPolicy,
  type MonitorMemory,
  newMemory,
} from './monitor-memory.js';
import type { KnownWindow } from './reconcile-windows.js';

export interface Window {
  startedMs: number;
  endedMs: number | null;
  endedBy: KnownWindow['endedBy'];
  affectedChecks: number;
}

/** What a recorder keeps of a monitor. */
export interface Recorded {
  /** In the order of their places. */
  readonly stored: readonly JudgedResult[];
  readonly windows: readonly KnownWindow[];
  readonly memory: MonitorMemory;
  /** Pauses up to now, in order. */
  readonly paused: readonly Pause[];
  /** So many windows were given an id. */
  readonly ids: number;
}

export const nothingRecorded: Recorded = { stored: [], windows: [], memory: newMemory(0), paused: [], ids: 0 };

/** Pauses the monitor, as the gateway does it: at once, by what is known then. */
export function pauseUntil(before: Recorded, pauses: readonly Pause[], slotMs: number): Recorded {
  return pauses
    .slice(before.paused.length)
    .filter(({ fromMs }) => fromMs <= slotMs)
    .reduce((recorded, pause) => {
      const { memory, consequences } = judgePause(recorded.memory, pause);
      const windows = [...recorded.windows];
      const open = windows.at(-1);
      for (const one of consequences)
        if (one.type === 'window-closed' && open)
          windows[windows.length - 1] = { ...open, endedMs: one.endedMs, endedBy: 'pause' };
      return { ...recorded, memory, windows, paused: [...recorded.paused, pause] };
    }, before);
}

/** The recorder's transaction in small: stores each identity once, judges what is in order, and judges again around what is not. */
export function record(before: Recorded, results: readonly JudgedResult[], policy: JudgingPolicy): Recorded {
  const fresh = results
    .filter((one, index) => results.findIndex((other) => comparePlaces(other, one) === 0) === index)
    .filter((one) => !before.stored.some((other) => comparePlaces(other, one) === 0))
    .toSorted(comparePlaces);
  const late = fresh.filter((one) => comesLate(before.memory, one));
  const current = late.length > 0 ? recordLate(before, late, policy) : before;
  return fresh
    .filter((one) => !late.includes(one))
    .reduce((recorded, result) => recordNext(recorded, result, policy), current);
}

/** Of a result behind everything that was judged. */
export function recordNext(before: Recorded, result: JudgedResult, policy: JudgingPolicy): Recorded {
  const { memory, consequences } = judge(before.memory, result, policy);
  const windows = [...before.windows];
  let { ids } = before;
  for (const { type, ...times } of consequences) {
    if (type === 'window-opened') windows.push({ id: String(++ids), ...openWindow(memory) });
    const open = windows.at(-1);
    if (type === 'window-closed' && open) windows[windows.length - 1] = { ...open, ...times, endedBy: 'recovery' };
  }
  const open = windows.at(-1);
  if (open?.endedMs === null) windows[windows.length - 1] = { id: open.id, ...openWindow(memory) };
  return { ...before, stored: [...before.stored, result], windows, memory, ids };
}

function openWindow(memory: MonitorMemory): Omit<KnownWindow, 'id'> {
  const { firstFailureMs, lastGoodMs, failureReasons: reasons, affectedChecks } = memory;
  return { startedMs: firstFailureMs ?? NaN, endedMs: null, endedBy: null, lastGoodMs, reasons, affectedChecks };
}

/** Reads little first, and more when that is too little, as the recorder does. */
function recordLate(before: Recorded, late: readonly JudgedResult[], policy: JudgingPolicy): Recorded {
  const stored = [...before.stored, ...late].toSorted(comparePlaces);
  const [lateFrom, lateUntil] = [late[0], late.at(-1)];
  if (!lateFrom || !lateUntil) return before;
  const first = stored.indexOf(lateFrom);
  const last = stored.indexOf(lateUntil);
  for (let reach = 1; ; reach *= 2) {
    const results = stored.slice(Math.max(0, first - reach), last + 1 + reach);
    const [isFromStart, isToEnd] = [first <= reach, last + 1 + reach >= stored.length];
    const [fromMs, toMs] = [results[0]?.startedMs ?? 0, results.at(-1)?.startedMs ?? 0];
    const known = before.windows.filter((one) => one.startedMs <= toMs && (one.endedMs ?? Infinity) >= fromMs);
    const rest = { lateFrom, lateUntil, pauses: before.paused, known, remembered: before.memory };
    const found = judgeAgain({ results, isFromStart, isToEnd, ...rest }, policy);
    if (found) return correct({ ...before, stored }, found);
  }
}

function correct(before: Recorded, { corrections, remembered }: JudgedAgain): Recorded {
  let windows = [...before.windows];
  let { ids } = before;
  for (const correction of corrections) {
    if (correction.type !== 'appeared') windows = windows.filter((one) => one !== correction.known);
    if (correction.type === 'withdrawn') continue;
    const id = correction.type === 'changed' ? correction.known.id : String(++ids);
    windows.push({ ...correction.window, id });
  }
  windows.sort((a, b) => a.startedMs - b.startedMs);
  return { ...before, windows, memory: remembered?.memory ?? before.memory, ids };
}

export const windowsOf = ({ windows }: Recorded): Window[] =>
  windows.map(({ startedMs, endedMs, endedBy, affectedChecks }) => ({ startedMs, endedMs, endedBy, affectedChecks }));

/**
 * The oracle knows no state and no order of arrival: of the stored checks, in the order of their slots, it leaves out the
 * unknown ones and looks for every run of `1 + confirmations` failures, each within two intervals of the one before, and,
 * behind it, the first run of `1 + recoveryConfirmations` good ones. A pause divides the checks into those before it, whose
 * outage ends with it, and those behind it, of which each part stands for itself.
 */
export function windowsByOracle(
  stored: readonly JudgedResult[],
  rules: JudgingPolicy,
  pauses: readonly Pause[],
): Window[] {
  const edges = [-Infinity, ...pauses.map(({ fromMs }) => fromMs), Infinity];
  return edges.slice(1).flatMap((untilMs, index) => {
    const fromMs = edges[index] ?? NaN;
    const part = stored.filter(({ slotMs }) => fromMs <= slotMs && slotMs < untilMs);
    return windowsOfPart(part, rules).map((window): Window => {
      if (window.endedMs !== null || untilMs === Infinity) return window;
      return { ...window, endedMs: Math.max(untilMs, window.startedMs + 1), endedBy: 'pause' };
    });
  });
}

function windowsOfPart(stored: readonly JudgedResult[], rules: JudgingPolicy): Window[] {
  const known = stored.toSorted(comparePlaces).filter((result) => result.status !== 'unknown');
  const isRun = (from: number, length: number, isBad: boolean): boolean =>
    from + length <= known.length &&
    known.slice(from, from + length).every((result, index, run) => {
      const before = run[index - 1];
      const isFar = isBad && before !== undefined && result.slotMs - before.slotMs > 2 * rules.intervalMs;
      return (result.status === 'down') === isBad && !isFar;
    });
  const windows: Window[] = [];
  let position = 0;
  while (position < known.length) {
    const start = known.findIndex((_, index) => index >= position && isRun(index, 1 + rules.confirmations, true));
    if (start < 0) break;
    const end = known.findIndex((_, index) => index > start && isRun(index, 1 + rules.recoveryConfirmations, false));
    const affected = known.slice(start, end < 0 ? undefined : end).filter((result) => result.status === 'down');
    windows.push({
      startedMs: known[start]?.startedMs ?? NaN,
      endedMs: end < 0 ? null : Math.max(known[end]?.startedMs ?? NaN, (known[start]?.startedMs ?? NaN) + 1),
      endedBy: end < 0 ? null : 'recovery',
      affectedChecks: affected.length,
    });
    if (end < 0) break;
    position = end + 1 + rules.recoveryConfirmations;
  }
  return windows;
}
