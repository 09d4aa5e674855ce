import { describe, expect, it } from '@jest/globals';
import type { CheckStatus } from '@wakeful/contracts';
import fc from 'fast-check';
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

interface Window {
  startedMs: number;
  endedMs: number | null;
  endedBy: KnownWindow['endedBy'];
  affectedChecks: number;
}

const SLOT_MS = 1_000;
const status = fc.constantFrom<CheckStatus>('up', 'up', 'degraded', 'down', 'down', 'unknown');
interface History {
  readonly results: readonly JudgedResult[];
  readonly pauses: readonly Pause[];
}

/**
 * Checks of a monitor, in the order in which they are judged, with gaps: of 1 to 40 slots, from one or two locations. Before
 * some of them the monitor was paused and resumed; it may be paused in the end.
 */
const history: fc.Arbitrary<History> = fc
  .tuple(
    fc.array(
      fc.record({
        status,
        skip: fc.constantFrom(1, 1, 1, 1, 2, 3, 4, 40),
        location: fc.nat(3),
        isAfterPause: fc.nat(11).map((one) => one === 0),
      }),
      { maxLength: 60 },
    ),
    fc.boolean(),
  )
  .map(([all, isPausedInTheEnd]) => {
    let slot = 0;
    const pauses: Pause[] = [];
    const results = all.map(({ status: one, skip, location, isAfterPause }, index): JudgedResult => {
      const isSecondOfSlot = location === 3 && index > 0 && all[index - 1]?.location !== 3;
      const before = slot;
      if (!isSecondOfSlot) slot += skip;
      if (!isSecondOfSlot && isAfterPause)
        pauses.push({ fromMs: before * SLOT_MS + 300, untilMs: slot * SLOT_MS - 300 });
      const slotMs = slot * SLOT_MS;
      const reason = one === 'down' ? 'reset' : null;
      return {
        slotMs,
        locationId: isSecondOfSlot ? 2 : 1,
        startedMs: slotMs + 7,
        endedMs: slotMs + 9,
        status: one,
        reason,
      };
    });
    if (isPausedInTheEnd) pauses.push({ fromMs: slot * SLOT_MS + 300, untilMs: null });
    return { results, pauses };
  });
const policy: fc.Arbitrary<JudgingPolicy> = fc.record({
  confirmations: fc.nat(3),
  recoveryConfirmations: fc.nat(3),
  confirmationIntervalMs: fc.constant(500),
  intervalMs: fc.constant(SLOT_MS),
  cooldownMs: fc.constant(SLOT_MS),
  circuitFailureThreshold: fc.option(fc.integer({ min: 1, max: 4 })),
});

const identityOf = ({ slotMs, locationId }: JudgedResult): string => `${slotMs}/${locationId}`;

/** The recorder in small: stores each identity once, judges what is in order, and judges again around what is not. */
class Recorder {
  readonly stored: JudgedResult[] = [];
  windows: KnownWindow[] = [];
  memory = newMemory(0);
  readonly #identities = new Set<string>();
  #ids = 0;

  readonly #paused: Pause[] = [];

  constructor(
    private readonly rules: JudgingPolicy,
    private readonly pauses: readonly Pause[],
  ) {}

  /** Pauses the monitor, as the gateway does it: at once, by what is known then. */
  pauseUntil(slotMs: number): this {
    for (const pause of this.pauses.slice(this.#paused.length)) {
      if (pause.fromMs > slotMs) break;
      this.#paused.push(pause);
      const { memory, consequences } = judgePause(this.memory, pause);
      this.memory = memory;
      const open = this.windows.at(-1);
      for (const one of consequences) {
        if (one.type !== 'window-closed' || !open) continue;
        this.windows[this.windows.length - 1] = { ...open, endedMs: one.endedMs, endedBy: 'pause' };
      }
    }
    return this;
  }

  /** What was before a pause may come behind it; what is behind it was not asked for before. */
  record(results: readonly JudgedResult[]): this {
    this.pauseUntil(Math.max(...results.map(({ slotMs }) => slotMs)));
    const fresh = results
      .filter((one) => !this.#identities.has(identityOf(one)) && this.#identities.add(identityOf(one)))
      .toSorted(comparePlaces);
    const late = fresh.filter((one) => comesLate(this.memory, one));
    this.stored.push(...late);
    this.stored.sort(comparePlaces);
    if (late.length > 0) this.#judgeAgain(late);
    for (const result of fresh) {
      if (late.includes(result)) continue;
      this.stored.push(result);
      this.#judge(result);
    }
    return this;
  }

  #judge(result: JudgedResult): void {
    const { memory, consequences } = judge(this.memory, result, this.rules);
    this.memory = memory;
    for (const { type, ...times } of consequences) {
      if (type === 'window-opened')
        this.windows.push({ ...this.#openWindow(), startedMs: memory.firstFailureMs ?? NaN });
      const open = this.windows.at(-1);
      const endedBy = 'recovery';
      if (type === 'window-closed' && open) this.windows[this.windows.length - 1] = { ...open, ...times, endedBy };
    }
    const open = this.windows.at(-1);
    if (open?.endedMs === null) this.windows[this.windows.length - 1] = { ...open, ...this.#openWindow(), id: open.id };
  }

  #openWindow(): KnownWindow {
    const { firstFailureMs, lastGoodMs, failureReasons: reasons, affectedChecks } = this.memory;
    return {
      id: String(++this.#ids),
      startedMs: firstFailureMs ?? NaN,
      endedMs: null,
      endedBy: null,
      lastGoodMs,
      reasons,
      affectedChecks,
    };
  }

  /** Reads little first, and more when that is too little, as the recorder does. */
  #judgeAgain(late: readonly JudgedResult[]): void {
    const [lateFrom, lateUntil] = [late[0], late.at(-1)];
    if (!lateFrom || !lateUntil) return;
    const first = this.stored.indexOf(lateFrom);
    const last = this.stored.indexOf(lateUntil);
    for (let reach = 1; ; reach *= 2) {
      const results = this.stored.slice(Math.max(0, first - reach), last + 1 + reach);
      const [isFromStart, isToEnd] = [first <= reach, last + 1 + reach >= this.stored.length];
      const [fromMs, toMs] = [results[0]?.startedMs ?? 0, results.at(-1)?.startedMs ?? 0];
      const known = this.windows.filter((one) => one.startedMs <= toMs && (one.endedMs ?? Infinity) >= fromMs);
      const pauses = this.#paused;
      const rest = { lateFrom, lateUntil, pauses, known, remembered: this.memory };
      const found = judgeAgain({ results, isFromStart, isToEnd, ...rest }, this.rules);
      if (found) return this.#correct(found);
    }
  }

  #correct({ corrections, remembered }: JudgedAgain): void {
    for (const correction of corrections) {
      if (correction.type !== 'appeared') this.windows = this.windows.filter((one) => one !== correction.known);
      if (correction.type === 'withdrawn') continue;
      const id = correction.type === 'changed' ? correction.known.id : String(++this.#ids);
      this.windows.push({ ...correction.window, id });
    }
    this.windows.sort((a, b) => a.startedMs - b.startedMs);
    if (remembered) this.memory = remembered.memory;
  }

  get found(): Window[] {
    return this.windows.map(({ startedMs, endedMs, endedBy, affectedChecks }) => ({
      startedMs,
      endedMs,
      endedBy,
      affectedChecks,
    }));
  }

  get paused(): readonly Pause[] {
    return this.#paused;
  }
}

/**
 * The oracle knows no state and no order of arrival: of the stored checks, in the order of their slots, it leaves out the
 * unknown ones and looks for every run of `1 + confirmations` failures, each within two intervals of the one before, and,
 * behind it, the first run of `1 + recoveryConfirmations` good ones. A pause divides the checks into those before it, whose
 * outage ends with it, and those behind it, of which each part stands for itself.
 */
function windowsByOracle(stored: readonly JudgedResult[], rules: JudgingPolicy, pauses: readonly Pause[]): Window[] {
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

/** Everything of a history, some of it twice, in any order and in batches of any size. */
const anyDelivery = history.chain(({ results, pauses }) =>
  fc.tuple(
    fc.constant({ results, pauses }),
    fc
      .shuffledSubarray([...results, ...results], { minLength: 0 })
      .chain((some) =>
        fc.shuffledSubarray([...results], { minLength: results.length }).map((all) => [...some, ...all]),
      ),
    fc.integer({ min: 1, max: 20 }),
  ),
);
const batchesOf = (delivery: readonly JudgedResult[], size: number): JudgedResult[][] =>
  Array.from({ length: Math.ceil(delivery.length / size) }, (_, index) =>
    delivery.slice(index * size, (index + 1) * size),
  );
const inOrder = ({ results, pauses }: History, rules: JudgingPolicy): Recorder => {
  const recorder = new Recorder(rules, pauses);
  for (const result of results) recorder.record([result]);
  return recorder;
};
const RUNS = { numRuns: 2_000 };

describe('judge and judgeAgain, against a brute-force oracle', () => {
  it('find the same windows for results in order', () => {
    fc.assert(
      fc.property(history, policy, (all, rules) => {
        const recorder = inOrder(all, rules);
        expect(recorder.found).toEqual(windowsByOracle(all.results, rules, recorder.paused));
        recorder.pauseUntil(Infinity);
        expect(recorder.found).toEqual(windowsByOracle(all.results, rules, all.pauses));
      }),
      RUNS,
    );
  });

  it('find after every batch the windows of what is stored by then, in whatever order it came', () => {
    fc.assert(
      fc.property(anyDelivery, policy, fc.boolean(), ([{ pauses }, delivery, size], rules, isPausedAtOnce) => {
        const recorder = new Recorder(rules, pauses);
        // Everything comes behind all of the pauses, or what was before them does.
        if (isPausedAtOnce) recorder.pauseUntil(Infinity);
        for (const batch of batchesOf(delivery, size)) {
          recorder.record(batch);
          expect(recorder.found).toEqual(windowsByOracle(recorder.stored, rules, recorder.paused));
        }
      }),
      RUNS,
    );
  });

  it('remember in the end what they remember of results in order', () => {
    const comparable = (memory: MonitorMemory) => ({ ...memory, sinceMs: 0 });
    fc.assert(
      fc.property(anyDelivery, policy, ([all, delivery, size], rules) => {
        const recorder = new Recorder(rules, all.pauses);
        for (const batch of batchesOf(delivery, size)) recorder.record(batch);
        expect(comparable(recorder.memory)).toEqual(comparable(inOrder(all, rules).memory));
      }),
      RUNS,
    );
  });

  it('are down exactly while a window is open', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([{ pauses }, delivery, size], rules) => {
        const recorder = new Recorder(rules, pauses);
        for (const batch of batchesOf(delivery, size)) recorder.record(batch);
        expect(recorder.memory.state === 'down').toBe(recorder.found.at(-1)?.endedMs === null);
      }),
      RUNS,
    );
  });

  it('stay where they are when everything is delivered once more', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([{ results, pauses }, delivery], rules) => {
        fc.pre(results.length > 0);
        const recorder = new Recorder(rules, pauses).record(delivery);
        const { found, memory } = recorder;
        expect(recorder.record(results)).toMatchObject({ found, memory });
      }),
    );
  });
});
