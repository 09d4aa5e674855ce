import { describe, expect, it } from '@jest/globals';
import type { CheckStatus } from '@wakeful/contracts';
import fc from 'fast-check';
import { judge } from './judge.js';
import { type JudgedResult, type JudgingPolicy, newMemory } from './monitor-memory.js';

interface Window {
  startedMs: number;
  endedMs: number | null;
  affectedChecks: number;
}

const status = fc.constantFrom<CheckStatus>('up', 'up', 'degraded', 'down', 'down', 'unknown');
const history = fc.array(status, { maxLength: 60 }).map((all) =>
  all.map((one, slot): JudgedResult => ({
    slotMs: slot * 1_000,
    startedMs: slot * 1_000 + 7,
    endedMs: slot * 1_000 + 9,
    status: one,
    reason: one === 'down' ? 'reset' : null,
  })),
);
const policy: fc.Arbitrary<JudgingPolicy> = fc.record({
  confirmations: fc.nat(3),
  recoveryConfirmations: fc.nat(3),
  confirmationIntervalMs: fc.constant(5_000),
  circuitFailureThreshold: fc.option(fc.integer({ min: 1, max: 4 })),
});

/** Runs the machine over a delivery, each identity once, as the primary key of `checks` sees to. */
function windowsByMachine(
  delivery: readonly JudgedResult[],
  rules: JudgingPolicy,
): { windows: Window[]; state: string } {
  const stored = new Set<number>();
  const windows: Window[] = [];
  let memory = newMemory(0);
  for (const result of delivery) {
    if (stored.has(result.slotMs)) continue;
    stored.add(result.slotMs);
    const judgement = judge(memory, result, rules);
    memory = judgement.memory;
    for (const consequence of judgement.consequences) {
      if (consequence.type === 'window-opened')
        windows.push({ startedMs: consequence.startedMs, endedMs: null, affectedChecks: 0 });
      if (consequence.type === 'window-closed')
        Object.assign(windows.at(-1) ?? {}, {
          endedMs: consequence.endedMs,
          affectedChecks: consequence.affectedChecks,
        });
    }
    const open = windows.at(-1);
    if (open && open.endedMs === null) open.affectedChecks = memory.affectedChecks;
  }
  return { windows, state: memory.state };
}

/**
 * The oracle knows no state: it takes the judged results, leaves out the unknown ones, and looks for every run of
 * `1 + confirmations` failures and, behind it, the first run of `1 + recoveryConfirmations` good ones.
 */
function windowsByOracle(delivery: readonly JudgedResult[], rules: JudgingPolicy): Window[] {
  const judged = delivery.filter((result, index) => {
    const before = delivery.slice(0, index);
    return before.every((other) => other.slotMs < result.slotMs);
  });
  const known = judged.filter((result) => result.status !== 'unknown');
  const isRun = (from: number, length: number, isBad: boolean): boolean =>
    from + length <= known.length &&
    known.slice(from, from + length).every((result) => (result.status === 'down') === isBad);
  const windows: Window[] = [];
  let position = 0;
  while (position < known.length) {
    const start = known.findIndex((_, index) => index >= position && isRun(index, 1 + rules.confirmations, true));
    if (start < 0) break;
    const end = known.findIndex((_, index) => index > start && isRun(index, 1 + rules.recoveryConfirmations, false));
    const affected = known.slice(start, end < 0 ? undefined : end).filter((result) => result.status === 'down');
    windows.push({
      startedMs: known[start]?.startedMs ?? NaN,
      endedMs: end < 0 ? null : (known[end]?.startedMs ?? NaN),
      affectedChecks: affected.length,
    });
    if (end < 0) break;
    position = end + 1 + rules.recoveryConfirmations;
  }
  return windows;
}

describe('judge, against a brute-force oracle', () => {
  it('finds the same windows for results in order', () => {
    fc.assert(
      fc.property(history, policy, (results, rules) => {
        expect(windowsByMachine(results, rules).windows).toEqual(windowsByOracle(results, rules));
      }),
    );
  });

  it('finds the same windows for results in random order and repeated', () => {
    const shuffled = history.chain((results) =>
      fc.shuffledSubarray([...results, ...results], { minLength: Math.floor(results.length / 2) }),
    );
    fc.assert(
      fc.property(shuffled, policy, (delivery, rules) => {
        expect(windowsByMachine(delivery, rules).windows).toEqual(windowsByOracle(delivery, rules));
      }),
    );
  });

  it('is down exactly while a window is open', () => {
    fc.assert(
      fc.property(history, policy, (results, rules) => {
        const { windows, state } = windowsByMachine(results, rules);
        expect(state === 'down').toBe(windows.at(-1)?.endedMs === null);
      }),
    );
  });

  it('stays where it is when everything is delivered once more', () => {
    fc.assert(
      fc.property(history, policy, (results, rules) => {
        expect(windowsByMachine([...results, ...results], rules)).toEqual(windowsByMachine(results, rules));
      }),
    );
  });
});
