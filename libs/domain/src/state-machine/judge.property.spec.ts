import { describe, expect, it } from '@jest/globals';
import type { CheckStatus } from '@wakeful/contracts';
import fc from 'fast-check';
import type { Pause } from './judge.js';
import type { JudgedResult, JudgingPolicy, MonitorMemory } from './monitor-memory.js';
import { nothingRecorded, pauseUntil, record, type Recorded, windowsByOracle, windowsOf } from './recorder.fixture.js';

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
/** Pauses the monitor up to the newest of the results, and records them: what was before a pause may come behind it. */
function deliver(
  before: Recorded,
  results: readonly JudgedResult[],
  rules: JudgingPolicy,
  pauses: readonly Pause[],
): Recorded {
  const newestMs = Math.max(...results.map(({ slotMs }) => slotMs));
  return record(pauseUntil(before, pauses, newestMs), results, rules);
}

const deliverAll = (batches: readonly JudgedResult[][], rules: JudgingPolicy, pauses: readonly Pause[]): Recorded =>
  batches.reduce((recorded, batch) => deliver(recorded, batch, rules, pauses), nothingRecorded);
const inOrder = ({ results, pauses }: History, rules: JudgingPolicy): Recorded =>
  deliverAll(batchesOf(results, 1), rules, pauses);
const RUNS = { numRuns: 2_000 };

describe('judge and judgeAgain, against a brute-force oracle', () => {
  it('find the same windows for results in order', () => {
    fc.assert(
      fc.property(history, policy, (all, rules) => {
        const recorded = inOrder(all, rules);
        expect(windowsOf(recorded)).toEqual(windowsByOracle(all.results, rules, recorded.paused));
        const paused = pauseUntil(recorded, all.pauses, Infinity);
        expect(windowsOf(paused)).toEqual(windowsByOracle(all.results, rules, all.pauses));
      }),
      RUNS,
    );
  });

  it('find after every batch the windows of what is stored by then, in whatever order it came', () => {
    fc.assert(
      fc.property(anyDelivery, policy, fc.boolean(), ([{ pauses }, delivery, size], rules, isPausedAtOnce) => {
        // Everything comes behind all of the pauses, or what was before them does.
        let recorded = isPausedAtOnce ? pauseUntil(nothingRecorded, pauses, Infinity) : nothingRecorded;
        for (const batch of batchesOf(delivery, size)) {
          recorded = deliver(recorded, batch, rules, pauses);
          expect(windowsOf(recorded)).toEqual(windowsByOracle(recorded.stored, rules, recorded.paused));
        }
      }),
      RUNS,
    );
  });

  it('remember in the end what they remember of results in order', () => {
    const comparable = (memory: MonitorMemory) => ({ ...memory, sinceMs: 0 });
    fc.assert(
      fc.property(anyDelivery, policy, ([all, delivery, size], rules) => {
        const recorded = deliverAll(batchesOf(delivery, size), rules, all.pauses);
        expect(comparable(recorded.memory)).toEqual(comparable(inOrder(all, rules).memory));
      }),
      RUNS,
    );
  });

  it('are down exactly while a window is open', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([{ pauses }, delivery, size], rules) => {
        const recorded = deliverAll(batchesOf(delivery, size), rules, pauses);
        expect(recorded.memory.state === 'down').toBe(recorded.windows.at(-1)?.endedMs === null);
      }),
      RUNS,
    );
  });

  it('stay where they are when everything is delivered once more', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([{ results, pauses }, delivery], rules) => {
        fc.pre(results.length > 0);
        const recorded = deliver(nothingRecorded, delivery, rules, pauses);
        const { stored, windows, memory } = recorded;
        expect(deliver(recorded, results, rules, pauses)).toMatchObject({ stored, windows, memory });
      }),
    );
  });
});
