import { describe, expect, it } from '@jest/globals';
import type { CheckStatus } from '@wakeful/contracts';
import fc from 'fast-check';
import { judge } from './judge.js';
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
  affectedChecks: number;
}

const SLOT_MS = 1_000;
const status = fc.constantFrom<CheckStatus>('up', 'up', 'degraded', 'down', 'down', 'unknown');
/** Checks of a monitor, in the order in which they are judged, with gaps: of 1 to 40 slots, from one or two locations. */
const history = fc
  .array(fc.record({ status, skip: fc.constantFrom(1, 1, 1, 1, 2, 3, 4, 40), location: fc.nat(3) }), { maxLength: 60 })
  .map((all) => {
    let slot = 0;
    return all.map(({ status: one, skip, location }, index): JudgedResult => {
      const isSecondOfSlot = location === 3 && index > 0 && all[index - 1]?.location !== 3;
      if (!isSecondOfSlot) slot += skip;
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
  windows: (KnownWindow & { endedMs: number | null })[] = [];
  memory = newMemory(0);
  readonly #identities = new Set<string>();
  #ids = 0;

  constructor(private readonly rules: JudgingPolicy) {}

  record(results: readonly JudgedResult[]): this {
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
      if (type === 'window-closed' && open) this.windows[this.windows.length - 1] = { ...open, ...times };
    }
    const open = this.windows.at(-1);
    if (open?.endedMs === null) this.windows[this.windows.length - 1] = { ...open, ...this.#openWindow(), id: open.id };
  }

  #openWindow() {
    const { firstFailureMs, lastGoodMs, failureReasons: reasons, affectedChecks } = this.memory;
    return {
      id: String(++this.#ids),
      startedMs: firstFailureMs ?? NaN,
      endedMs: null,
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
      const rest = { lateFrom, lateUntil, resumedMs: [], known, remembered: this.memory };
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
    return this.windows.map(({ startedMs, endedMs, affectedChecks }) => ({ startedMs, endedMs, affectedChecks }));
  }
}

/**
 * The oracle knows no state and no order of arrival: of the stored checks, in the order of their slots, it leaves out the
 * unknown ones and looks for every run of `1 + confirmations` failures, each within two intervals of the one before, and,
 * behind it, the first run of `1 + recoveryConfirmations` good ones.
 */
function windowsByOracle(stored: readonly JudgedResult[], rules: JudgingPolicy): Window[] {
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
      affectedChecks: affected.length,
    });
    if (end < 0) break;
    position = end + 1 + rules.recoveryConfirmations;
  }
  return windows;
}

/** Everything of a history, some of it twice, in any order and in batches of any size. */
const anyDelivery = history.chain((results) =>
  fc.tuple(
    fc.constant(results),
    fc
      .shuffledSubarray([...results, ...results], { minLength: 0 })
      .chain((some) => fc.shuffledSubarray(results, { minLength: results.length }).map((all) => [...some, ...all])),
    fc.integer({ min: 1, max: 20 }),
  ),
);
const batchesOf = (delivery: readonly JudgedResult[], size: number): JudgedResult[][] =>
  Array.from({ length: Math.ceil(delivery.length / size) }, (_, index) =>
    delivery.slice(index * size, (index + 1) * size),
  );
const RUNS = { numRuns: 2_000 };

describe('judge and judgeAgain, against a brute-force oracle', () => {
  it('find the same windows for results in order', () => {
    fc.assert(
      fc.property(history, policy, (results, rules) => {
        expect(new Recorder(rules).record(results).found).toEqual(windowsByOracle(results, rules));
      }),
      RUNS,
    );
  });

  it('find after every batch the windows of what is stored by then, in whatever order it came', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([, delivery, size], rules) => {
        const recorder = new Recorder(rules);
        for (const batch of batchesOf(delivery, size)) {
          recorder.record(batch);
          expect(recorder.found).toEqual(windowsByOracle(recorder.stored, rules));
        }
      }),
      RUNS,
    );
  });

  it('remember in the end what they remember of results in order', () => {
    const comparable = (memory: MonitorMemory) => ({ ...memory, sinceMs: 0 });
    fc.assert(
      fc.property(anyDelivery, policy, ([results, delivery, size], rules) => {
        const recorder = new Recorder(rules);
        for (const batch of batchesOf(delivery, size)) recorder.record(batch);
        expect(comparable(recorder.memory)).toEqual(comparable(new Recorder(rules).record(results).memory));
      }),
      RUNS,
    );
  });

  it('are down exactly while a window is open', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([, delivery, size], rules) => {
        const recorder = new Recorder(rules);
        for (const batch of batchesOf(delivery, size)) recorder.record(batch);
        expect(recorder.memory.state === 'down').toBe(recorder.found.at(-1)?.endedMs === null);
      }),
      RUNS,
    );
  });

  it('stay where they are when everything is delivered once more', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([results, delivery], rules) => {
        const recorder = new Recorder(rules).record(delivery);
        const { found, memory } = recorder;
        expect(recorder.record(results)).toMatchObject({ found, memory });
      }),
    );
  });
});
