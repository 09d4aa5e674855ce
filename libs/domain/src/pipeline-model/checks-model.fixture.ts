import { type DueSlot, dueSlot, slotsWithin } from '../schedule.js';
import type { JudgedResult, JudgingPolicy } from '../state-machine/monitor-memory.js';
import {
  nothingRecorded,
  record,
  type Recorded,
  recordNext,
  windowsByOracle,
  windowsOf,
} from '../state-machine/recorder.fixture.js';
import type { Model } from './explore.fixture.js';

/** Mistakes that can be made on the way of a check: the search must find each of them. */
export interface ChecksMistakes {
  readonly advancesBeforePublishing?: boolean;
  readonly acksCheckBeforePublishingResult?: boolean;
  readonly acksResultBeforeCommit?: boolean;
  readonly judgesRepetitions?: boolean;
  readonly ignoresLateness?: boolean;
  readonly settlesWithoutLooking?: boolean;
  readonly leavesGapOfLateResult?: boolean;
}

/** How many processes there are, and how much may go wrong within one run. */
export interface Bounds extends Misfortune {
  readonly checkers: number;
  readonly recorders: number;
}

interface Misfortune {
  /** Processes that die between any two steps. */
  readonly crashes: number;
  /** Messages that are delivered again while their consumer still works on them, as when it was frozen. */
  readonly redeliveries: number;
  /** Checks that a second scheduler bundles again, so that the stream does not know them again. */
  readonly rebundlings: number;
}

interface Result {
  readonly slotMs: number;
  readonly startedMs: number;
}

/** A message of a work queue. It leaves the queue only when it is acknowledged. */
interface Queued<Body> {
  readonly sequence: number;
  readonly body: Body;
  readonly isDelivered: boolean;
}

/** A process between two steps that can be seen from outside. */
interface Checker {
  readonly sequence: number;
  readonly result: Result;
  readonly isPublished: boolean;
}

interface Recorder {
  readonly sequence: number;
  readonly result: Result;
  readonly isCommitted: boolean;
}

interface State {
  readonly nowMs: number;
  readonly left: Misfortune;
  /** `monitor_schedule`. */
  readonly nextDueMs: number;
  /** A scheduler between its two steps; the row is locked, so that there is one at most. */
  readonly claim: { readonly slotMs: number; readonly nextDueMs: number } | null;
  /** Ids that the stream CHECKS knows again. */
  readonly knownIds: readonly number[];
  readonly sequence: number;
  readonly checks: readonly Queued<number>[];
  readonly checkers: readonly (Checker | null)[];
  readonly results: readonly Queued<Result>[];
  readonly recorders: readonly (Recorder | null)[];
  /** Slots of which the stream RESULTS took a result. */
  readonly published: readonly number[];
  readonly recorded: Recorded;
  readonly gaps: readonly number[];
  readonly settledUntilMs: number;
  /** Slots that were left out on purpose: skipped, or too old to be probed. */
  readonly leftOut: readonly number[];
}

const INTERVAL_MS = 1_000;
const SLOTS = 2;
/** When the monitor is paused. */
const UNTIL_MS = SLOTS * INTERVAL_MS;
/** A slot may be settled so long after it. */
const SETTLED_AFTER_MS = 2 * INTERVAL_MS;
const LAST_SLOT_MS = UNTIL_MS - INTERVAL_MS;
const END_MS = LAST_SLOT_MS + SETTLED_AFTER_MS;
const GRID = { intervalMs: INTERVAL_MS, phaseMs: 0 };
const PERIOD = { ...GRID, fromMs: 0, untilMs: UNTIL_MS };
const POLICY: JudgingPolicy = {
  confirmations: 0,
  recoveryConfirmations: 0,
  confirmationIntervalMs: INTERVAL_MS,
  intervalMs: INTERVAL_MS,
  cooldownMs: INTERVAL_MS,
  circuitFailureThreshold: null,
};
/** The page is down at first. */
const isDownAt = (ms: number): boolean => ms < INTERVAL_MS;

const judged = ({ slotMs, startedMs }: Result): JudgedResult => ({
  slotMs,
  locationId: 1,
  // Two probes within one instant of this clock began one after the other.
  startedMs: startedMs + slotMs / INTERVAL_MS,
  endedMs: startedMs + slotMs / INTERVAL_MS,
  status: isDownAt(startedMs) ? 'down' : 'up',
  reason: isDownAt(startedMs) ? 'reset' : null,
});

const without = <T>(all: readonly T[], index: number): T[] => all.toSpliced(index, 1);
const added = (all: readonly number[], ...more: readonly number[]): number[] =>
  [...new Set([...all, ...more])].toSorted((a, b) => a - b);
const isStored = ({ recorded }: State, slotMs: number): boolean => recorded.stored.some((one) => one.slotMs === slotMs);
const delivered = <Body>(all: readonly Queued<Body>[], sequence: number, isDelivered: boolean): Queued<Body>[] =>
  all.map((one) => (one.sequence === sequence ? { ...one, isDelivered } : one));
const acked = <Body>(all: readonly Queued<Body>[], sequence: number): Queued<Body>[] =>
  all.filter((one) => one.sequence !== sequence);

type Step = readonly [name: string, next: State];
type Steps = Step[];

/**
 * A monitor with three slots on its way through the schedule, a claim, a probe, a recording and a settling, with two checkers
 * and two recorders. Any of them may die between any two steps, messages come again and in any order, and time passes at
 * any moment. When what is due, what a result means and what comes late is asked of the code that the services run.
 */
export function checksModel(
  { checkers, recorders, ...misfortune }: Bounds,
  mistakes: ChecksMistakes = {},
): Model<State> {
  const initial: State = {
    nowMs: 0,
    left: misfortune,
    nextDueMs: 0,
    claim: null,
    knownIds: [],
    sequence: 0,
    checks: [],
    checkers: Array<null>(checkers).fill(null),
    results: [],
    recorders: Array<null>(recorders).fill(null),
    published: [],
    recorded: nothingRecorded,
    gaps: [],
    settledUntilMs: 0,
    leftOut: [],
  };
  return {
    initial,
    steps: (state) =>
      [
        ...stepsOfTime(state),
        ...stepsOfScheduler(state, mistakes),
        ...stepsOfCheckers(state, mistakes),
        ...stepsOfRecorders(state, mistakes),
        ...stepsOfSettling(state, mistakes),
      ].map(([name, next]) => [name, canonical(next)] as const),
    keyOf: ({ recorded, ...rest }) => jsonOf(recorded) + JSON.stringify(rest),
    fault,
    isAtRest,
  };
}

/** Something of what is recorded, worked out once: most steps leave it as it is. */
function remembered<T>(workOut: (recorded: Recorded) => T): (recorded: Recorded) => T {
  const known = new WeakMap<Recorded, T>();
  return (recorded) => {
    if (!known.has(recorded)) known.set(recorded, workOut(recorded));
    return known.get(recorded) as T;
  };
}
const jsonOf = remembered((recorded) => JSON.stringify(recorded));
const wrongWindowsOf = remembered((recorded) => {
  const windows = JSON.stringify(windowsOf(recorded));
  const expected = JSON.stringify(windowsByOracle(recorded.stored, POLICY, []));
  return windows === expected ? null : `The windows are ${windows}, and the stored checks have ${expected}.`;
});

const compareResults = (a: Result, b: Result): number => a.slotMs - b.slotMs || a.startedMs - b.startedMs;
const compareJson = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
const sorted = <T>(all: readonly T[], compare: (a: T, b: T) => number): readonly T[] =>
  all.length < 2 ? all : all.toSorted(compare);

/**
 * The same state in the one way that stands for all of its kind: what is the same but for the order in which it came, or for
 * which of two processes it is, is looked at once.
 */
function canonical(state: State): State {
  const checks = sorted(state.checks, (a, b) => a.body - b.body || Number(a.isDelivered) - Number(b.isDelivered));
  const results = sorted(
    state.results,
    (a, b) => compareResults(a.body, b.body) || Number(a.isDelivered) - Number(b.isDelivered),
  );
  const numberIn = (queue: readonly Queued<unknown>[], sequence: number): number =>
    queue.findIndex((one) => one.sequence === sequence);
  const renumbered = <Body>(all: readonly Queued<Body>[]): Queued<Body>[] =>
    all.map((one, sequence) => ({ ...one, sequence }));
  const checkers = state.checkers.map((one) => one && { ...one, sequence: numberIn(checks, one.sequence) });
  const recorders = state.recorders.map((one) => one && { ...one, sequence: numberIn(results, one.sequence) });
  return {
    ...state,
    checks: renumbered(checks),
    results: renumbered(results),
    sequence: checks.length + results.length,
    checkers: sorted(checkers, compareJson),
    recorders: sorted(recorders, compareJson),
  };
}

const stepsOfTime = (state: State): Steps =>
  state.nowMs < END_MS ? [['time passes', { ...state, nowMs: state.nowMs + INTERVAL_MS }]] : [];

/**
 * A claim and a publication are one step, and so are the taking of a message and the first thing that is done with it: to die
 * before that is as if nothing had been begun.
 */
function stepsOfScheduler(state: State, { advancesBeforePublishing = false }: ChecksMistakes): Steps {
  const { claim, nowMs, nextDueMs, left, knownIds } = state;
  const [first, second] = advancesBeforePublishing ? [advance, publish] : [publish, advance];
  if (claim !== null) {
    const steps: Steps = [['a scheduler ends its claim', { ...second(state, claim), claim: null }]];
    if (left.crashes > 0)
      steps.push(['a scheduler dies', { ...state, claim: null, left: { ...left, crashes: left.crashes - 1 } }]);
    return steps;
  }
  if (nextDueMs > nowMs || nextDueMs >= UNTIL_MS) return [];
  const due = dueSlot(GRID, nextDueMs, nowMs);
  const steps: Steps = [['a scheduler claims', { ...first(state, due), claim: due }]];
  if (left.rebundlings > 0 && knownIds.includes(due.slotMs)) {
    const rest = { ...left, rebundlings: left.rebundlings - 1 };
    steps.push([
      'a scheduler claims in another bundle',
      { ...first({ ...state, knownIds: [] }, due), claim: due, left: rest },
    ]);
  }
  return steps;
}

/** The stream drops what it knows. */
function publish(state: State, { slotMs }: Pick<DueSlot, 'slotMs'>): State {
  const { checks, knownIds, sequence } = state;
  if (knownIds.includes(slotMs) || slotMs >= UNTIL_MS) return state;
  const check = { sequence, body: slotMs, isDelivered: false };
  return { ...state, checks: [...checks, check], knownIds: added(knownIds, slotMs), sequence: sequence + 1 };
}

function advance(state: State, { slotMs, nextDueMs }: Pick<DueSlot, 'slotMs' | 'nextDueMs'>): State {
  const skipped = slotsWithin(PERIOD, state.nextDueMs, Math.min(slotMs, UNTIL_MS));
  return { ...state, nextDueMs, leftOut: added(state.leftOut, ...skipped) };
}

/** What is delivered and not acknowledged comes again when that takes long. */
function redeliveries<Body>(
  state: State,
  queue: readonly Queued<Body>[],
  change: (queue: Queued<Body>[]) => Partial<State>,
): State[] {
  const { left } = state;
  if (left.redeliveries === 0) return [];
  const rest = { ...left, redeliveries: left.redeliveries - 1 };
  return queue
    .filter(({ isDelivered }) => isDelivered)
    .map(({ sequence }) => ({ ...state, left: rest, ...change(delivered(queue, sequence, false)) }));
}

function stepsOfCheckers(state: State, mistakes: ChecksMistakes): Steps {
  const { checks, checkers, left, nowMs } = state;
  const steps: Steps = redeliveries(state, checks, (queue) => ({ checks: queue })).map((next) => [
    'a check comes again',
    next,
  ]);
  const idle = checkers.indexOf(null);
  for (const { sequence, body: slotMs } of idle < 0 ? [] : checks.filter(({ isDelivered }) => !isDelivered)) {
    if (nowMs - slotMs > INTERVAL_MS) {
      const leftOut = added(state.leftOut, slotMs);
      steps.push(['a checker finds a check too old', { ...state, checks: acked(checks, sequence), leftOut }]);
      continue;
    }
    const result = { slotMs, startedMs: nowMs };
    const taken = mistakes.acksCheckBeforePublishingResult
      ? acked(checks, sequence)
      : delivered(checks, sequence, true);
    const after = checkers.with(idle, { sequence, result, isPublished: false });
    steps.push(['a checker probes', { ...state, checks: taken, checkers: after }]);
  }
  for (const [index, checker] of checkers.entries()) {
    if (checker === null) continue;
    const { sequence } = checker;
    steps.push(checker.isPublished ? acknowledgeCheck(state, index, sequence) : publishResult(state, index, checker));
    if (left.crashes === 0) continue;
    const after = { checkers: checkers.with(index, null), left: { ...left, crashes: left.crashes - 1 } };
    steps.push(['a checker dies', { ...state, ...after, checks: delivered(checks, sequence, false) }]);
  }
  return steps;
}

const acknowledgeCheck = (state: State, index: number, sequence: number): Step => [
  'a checker acknowledges',
  { ...state, checkers: state.checkers.with(index, null), checks: acked(state.checks, sequence) },
];

function publishResult(state: State, index: number, checker: Checker): Step {
  const { checkers, results, published, sequence } = state;
  const after: State = {
    ...state,
    results: [...results, { sequence, body: checker.result, isDelivered: false }],
    sequence: sequence + 1,
    published: added(published, checker.result.slotMs),
    checkers: checkers.with(index, { ...checker, isPublished: true }),
  };
  return ['a checker publishes a result', after];
}

function stepsOfRecorders(state: State, mistakes: ChecksMistakes): Steps {
  const { results, recorders, left } = state;
  const isAckedFirst = mistakes.acksResultBeforeCommit ?? false;
  const steps: Steps = redeliveries(state, results, (queue) => ({ results: queue })).map((next) => [
    'a result comes again',
    next,
  ]);
  const idle = recorders.indexOf(null);
  for (const { sequence, body: result } of idle < 0 ? [] : results.filter(({ isDelivered }) => !isDelivered)) {
    const taken = isAckedFirst
      ? { ...state, results: acked(results, sequence) }
      : commit({ ...state, results: delivered(results, sequence, true) }, result, mistakes);
    const after = recorders.with(idle, { sequence, result, isCommitted: !isAckedFirst });
    steps.push([isAckedFirst ? 'a recorder acknowledges' : 'a recorder commits', { ...taken, recorders: after }]);
  }
  for (const [index, recorder] of recorders.entries()) {
    if (recorder === null) continue;
    const { sequence, result, isCommitted } = recorder;
    const idleAgain = recorders.with(index, null);
    if (isCommitted) {
      const after = { ...state, recorders: idleAgain, results: acked(results, sequence) };
      steps.push(['a recorder acknowledges', after]);
    } else steps.push(['a recorder commits', { ...commit(state, result, mistakes), recorders: idleAgain }]);
    if (left.crashes === 0) continue;
    const after: State = { ...state, recorders: idleAgain, left: { ...left, crashes: left.crashes - 1 } };
    steps.push(['a recorder dies', { ...after, results: delivered(results, sequence, false) }]);
  }
  return steps;
}

function commit(state: State, result: Result, mistakes: ChecksMistakes): State {
  const { recorded, gaps } = state;
  const { judgesRepetitions, ignoresLateness, leavesGapOfLateResult } = mistakes;
  const isKnown = isStored(state, result.slotMs);
  const isLate = (recorded.memory.lastSlotMs ?? -1) > result.slotMs;
  const next = judged(result);
  const gap = leavesGapOfLateResult ? -1 : gaps.indexOf(result.slotMs);
  const rest = { ...state, gaps: gap < 0 ? gaps : without(gaps, gap) };
  if (isKnown && judgesRepetitions && !isLate)
    return { ...rest, recorded: { ...recordNext(recorded, next, POLICY), stored: recorded.stored } };
  if (!isKnown && isLate && ignoresLateness) {
    const stored = [...recorded.stored, next].toSorted((a, b) => a.slotMs - b.slotMs);
    return { ...rest, recorded: { ...recorded, stored } };
  }
  return { ...rest, recorded: record(recorded, [next], POLICY) };
}

/** One transaction, as it and a recording lock the same row. */
function stepsOfSettling(state: State, { settlesWithoutLooking = false }: ChecksMistakes): Steps {
  const untilMs = Math.min(state.nowMs - SETTLED_AFTER_MS + 1, UNTIL_MS);
  if (untilMs <= state.settledUntilMs) return [];
  const missing = slotsWithin(PERIOD, state.settledUntilMs, untilMs).filter(
    (slotMs) => settlesWithoutLooking || !isStored(state, slotMs),
  );
  return [['a recorder settles', { ...state, settledUntilMs: untilMs, gaps: added(state.gaps, ...missing) }]];
}

function isAtRest({ nowMs, claim, nextDueMs, checks, checkers, results, recorders, settledUntilMs }: State): boolean {
  const isIdle = [...checkers, ...recorders].every((one) => one === null) && claim === null;
  const isEmpty = checks.length === 0 && results.length === 0;
  return nowMs === END_MS && isIdle && isEmpty && nextDueMs >= UNTIL_MS && settledUntilMs > LAST_SLOT_MS;
}

function fault(state: State): string | null {
  const { recorded, gaps, published, leftOut } = state;
  const both = gaps.find((slotMs) => isStored(state, slotMs));
  if (both !== undefined) return `Slot ${both} has a result and lies in a gap.`;
  const wrongWindows = wrongWindowsOf(recorded);
  if (wrongWindows !== null) return wrongWindows;
  if (!isAtRest(state)) return null;
  const lost = published.find((slotMs) => !isStored(state, slotMs));
  if (lost !== undefined) return `A result of slot ${lost} was published, and nothing of it is stored.`;
  for (const slotMs of slotsWithin(PERIOD, 0, UNTIL_MS)) {
    if (isStored(state, slotMs) === gaps.includes(slotMs)) return `Slot ${slotMs} has no result and lies in no gap.`;
    if (gaps.includes(slotMs) && !leftOut.includes(slotMs))
      return `Slot ${slotMs} is missing, and nothing left it out.`;
  }
  return null;
}
