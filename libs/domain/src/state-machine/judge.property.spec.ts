import { describe, expect, it } from '@jest/globals';
import type { CheckStatus } from '@wakeful/contracts';
import fc from 'fast-check';
import type { JudgedResult, JudgingPolicy, MonitorMemory } from './monitor-memory.js';
import { nothingRecorded, record, type Recorded, windowsByOracle, windowsOf } from './recorder.fixture.js';

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
const recordAll = (delivery: readonly JudgedResult[], size: number, rules: JudgingPolicy): Recorded =>
  batchesOf(delivery, size).reduce((recorded, batch) => record(recorded, batch, rules), nothingRecorded);
const RUNS = { numRuns: 2_000 };

describe('judge and judgeAgain, against a brute-force oracle', () => {
  it('find the same windows for results in order', () => {
    fc.assert(
      fc.property(history, policy, (results, rules) => {
        expect(windowsOf(record(nothingRecorded, results, rules))).toEqual(windowsByOracle(results, rules));
      }),
      RUNS,
    );
  });

  it('find after every batch the windows of what is stored by then, in whatever order it came', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([, delivery, size], rules) => {
        let recorded = nothingRecorded;
        for (const batch of batchesOf(delivery, size)) {
          recorded = record(recorded, batch, rules);
          expect(windowsOf(recorded)).toEqual(windowsByOracle(recorded.stored, rules));
        }
      }),
      RUNS,
    );
  });

  it('remember in the end what they remember of results in order', () => {
    const comparable = (memory: MonitorMemory) => ({ ...memory, sinceMs: 0 });
    fc.assert(
      fc.property(anyDelivery, policy, ([results, delivery, size], rules) => {
        const recorded = recordAll(delivery, size, rules);
        expect(comparable(recorded.memory)).toEqual(comparable(record(nothingRecorded, results, rules).memory));
      }),
      RUNS,
    );
  });

  it('are down exactly while a window is open', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([, delivery, size], rules) => {
        const recorded = recordAll(delivery, size, rules);
        expect(recorded.memory.state === 'down').toBe(recorded.windows.at(-1)?.endedMs === null);
      }),
      RUNS,
    );
  });

  it('stay where they are when everything is delivered once more', () => {
    fc.assert(
      fc.property(anyDelivery, policy, ([results, delivery], rules) => {
        const recorded = record(nothingRecorded, delivery, rules);
        expect(record(recorded, results, rules)).toEqual(recorded);
      }),
    );
  });
});
