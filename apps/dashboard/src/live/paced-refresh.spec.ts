import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPacedRefresh } from './paced-refresh.js';

const SECOND_MS = 1_000;

describe('refreshing by live events', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('reads at once, and then once a second at most, up to the last event', async () => {
    const read: string[] = [];
    const { refresh } = createPacedRefresh(([name]) => Promise.resolve(read.push(name as string)));
    for (let event = 0; event < 11; event++) {
      refresh(['a']);
      await pass(SECOND_MS / 4);
    }
    expect(read).toHaveLength(3);
    await pass(10 * SECOND_MS);
    expect(read).toHaveLength(4);
  });

  it('keeps queries apart', () => {
    const read: unknown[] = [];
    const { refresh } = createPacedRefresh((key) => Promise.resolve(read.push(key)));
    for (const id of ['1', '2', '1', '2']) refresh(['checks', id]);
    expect(read).toEqual([
      ['checks', '1'],
      ['checks', '2'],
    ]);
  });

  it('waits for a reading that takes longer, and continues after one that fails', async () => {
    let begun = 0;
    let fail: (error: Error) => void = () => undefined;
    const { refresh } = createPacedRefresh(() => {
      begun += 1;
      return new Promise((_, reject) => (fail = reject));
    });
    refresh(['a']);
    refresh(['a']);
    await pass(5 * SECOND_MS);
    expect(begun).toBe(1);
    fail(new Error('away'));
    await pass(0);
    expect(begun).toBe(2);
  });

  it('reads nothing after it was stopped', async () => {
    let begun = 0;
    const { refresh, stop } = createPacedRefresh(() => Promise.resolve((begun += 1)));
    refresh(['a']);
    refresh(['a']);
    stop();
    await pass(5 * SECOND_MS);
    expect(begun).toBe(1);
  });
});
