import { describe, expect, it } from '@jest/globals';
import { type CheckStatus, MINUTE_MS } from '@wakeful/contracts';
import { judge } from './judge.js';
import {
  type Consequence,
  type JudgedResult,
  type JudgingPolicy,
  type MonitorMemory,
  newMemory,
} from './monitor-memory.js';

const policy: JudgingPolicy = {
  confirmations: 2,
  recoveryConfirmations: 1,
  confirmationIntervalMs: 5_000,
  intervalMs: MINUTE_MS,
  cooldownMs: 5 * MINUTE_MS,
  circuitFailureThreshold: null,
};

const resultAt = (slotMs: number, status: CheckStatus): JudgedResult => ({
  slotMs,
  locationId: 1,
  startedMs: slotMs + 10,
  endedMs: slotMs + 30,
  status,
  reason: status === 'down' ? 'refused' : null,
});

/** Judges one result a minute: u = up, g = degraded, d = down, ? = unknown, a blank = no result at all. */
function run(letters: string, overrides: Partial<JudgingPolicy> = {}): { memory: MonitorMemory; log: Consequence[] } {
  const statuses: Record<string, CheckStatus> = { u: 'up', g: 'degraded', d: 'down', '?': 'unknown' };
  let memory = newMemory(0);
  const log: Consequence[] = [];
  [...letters].forEach((letter, index) => {
    if (letter === ' ') return;
    const status = statuses[letter];
    if (!status) throw new Error(`no status for ${letter}`);
    const judgement = judge(memory, resultAt(index * MINUTE_MS, status), { ...policy, ...overrides });
    memory = judgement.memory;
    log.push(...judgement.consequences);
  });
  return { memory, log };
}

const typesOf = (log: Consequence[]): string[] => log.map((entry) => entry.type);

describe('judge', () => {
  it.each([
    { letters: 'u', state: 'up' },
    { letters: 'g', state: 'degraded' },
    { letters: '?', state: 'unknown' },
    { letters: 'd', state: 'pending' },
    { letters: 'ud', state: 'up' },
    { letters: 'udd', state: 'up' },
    { letters: 'uddd', state: 'down' },
    { letters: 'ud d d', state: 'down' },
    { letters: 'ud  d  d', state: 'up' },
    { letters: 'udd??d', state: 'up' },
    { letters: 'ud  ddd', state: 'down' },
    { letters: 'udud', state: 'up' },
    { letters: 'udd?d', state: 'down' },
    { letters: 'u??', state: 'up' },
    { letters: 'u???', state: 'unknown' },
    { letters: 'uddd????', state: 'down' },
    { letters: 'udddu', state: 'down' },
    { letters: 'uddduu', state: 'up' },
    { letters: 'udddudu', state: 'down' },
    { letters: 'udddug', state: 'degraded' },
  ])('is $state after $letters', ({ letters, state }) => {
    expect(run(letters).memory.state).toBe(state);
  });

  it('asks for a re-check five seconds after a first failure ended', () => {
    expect(run('ud').log.at(-1)).toEqual({ type: 'confirm', atMs: MINUTE_MS + 30 + 5_000 });
  });

  it('opens the window at the start of the first failure and says when it was last good', () => {
    expect(run('uddd').log).toContainEqual({ type: 'window-opened', startedMs: MINUTE_MS + 10, lastGoodMs: 10 });
  });

  it('closes the window at the start of the first good check, with all failed checks counted', () => {
    expect(run('uddddduu').log).toContainEqual({
      type: 'window-closed',
      startedMs: MINUTE_MS + 10,
      endedMs: 6 * MINUTE_MS + 10,
      lastGoodMs: 10,
      affectedChecks: 5,
    });
  });

  it('starts the recovery again when a failure comes between', () => {
    const closed = run('udddududuu').log.find((entry) => entry.type === 'window-closed');
    expect(closed).toMatchObject({ endedMs: 8 * MINUTE_MS + 10, affectedChecks: 5 });
  });

  it('opens at once without confirmations', () => {
    expect(typesOf(run('d', { confirmations: 0 }).log)).toEqual(['window-opened', 'status-changed']);
  });

  it('opens the circuit breaker once, and closes it at the first success', () => {
    const { log } = run('dddddu', { circuitFailureThreshold: 3 });
    expect(log.filter((entry) => entry.type.startsWith('circuit'))).toEqual([
      { type: 'circuit-opened', slotMs: 2 * MINUTE_MS },
      { type: 'circuit-closed', slotMs: 5 * MINUTE_MS },
    ]);
  });

  it.each([
    ['hours without a result', 'ud      ddd', 8],
    ['unknown results', 'ud??ddd', 4],
  ])('begins a window after %s at the first failure behind them', (_name, letters, minute) => {
    expect(run(letters).log).toContainEqual({
      type: 'window-opened',
      startedMs: minute * MINUTE_MS + 10,
      lastGoodMs: 10,
    });
  });

  it('keeps a window open over hours without a result, and counts all of its failures', () => {
    expect(run('uddd          dduu').log).toContainEqual(
      expect.objectContaining({ type: 'window-closed', startedMs: MINUTE_MS + 10, affectedChecks: 5 }),
    );
  });

  it('takes the pace of the cool-down for the measure while the circuit is open', () => {
    const patient = { confirmations: 3, circuitFailureThreshold: 2 };
    expect(run('udd    d    d', patient).memory.state).toBe('down');
    expect(run('udd    d           d', patient).memory.state).toBe('up');
  });

  it('is not moved by a result that is older than the newest one', () => {
    const { memory } = run('uuuu');
    expect(judge(memory, resultAt(MINUTE_MS, 'down'), { ...policy, confirmations: 0 })).toEqual({
      memory,
      consequences: [],
    });
  });

  it('never ends a window before it began, even when the clocks of two checkers differ', () => {
    let memory = newMemory(0);
    const options = { ...policy, confirmations: 0, recoveryConfirmations: 0 };
    ({ memory } = judge(memory, { ...resultAt(1_000, 'down'), startedMs: 9_000 }, options));
    const { consequences } = judge(memory, { ...resultAt(2_000, 'up'), startedMs: 2_000 }, options);
    expect(consequences).toContainEqual(
      expect.objectContaining({ type: 'window-closed', startedMs: 9_000, endedMs: 9_001 }),
    );
  });
});
