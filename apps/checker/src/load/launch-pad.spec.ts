import { describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@wakeful/testing';
import { LaunchPad } from './launch-pad.js';

const onTime = { isLate: false };

/** Probes that run until they are asked to end. */
function openProbes(pad: LaunchPad, count: number) {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const ended = Array.from({ length: count }, () =>
    pad.launch(() => {
      started.push(performance.now());
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  return { started, ends, ended };
}

describe('LaunchPad', () => {
  it('runs no more at the same time than the concurrency', async () => {
    const pad = new LaunchPad(3, onTime);
    const { started, ends, ended } = openProbes(pad, 5);
    await waitFor(() => started.length === 3, { what: 'three probes' });
    expect(pad.active).toBe(3);
    ends[0]?.();
    await waitFor(() => started.length === 4, { what: 'a fourth probe' });
    for (let index = 1; index < 5; index++) await waitFor(() => ends[index], { what: 'its end' }).then((end) => end());
    await Promise.all(ended);
    expect(pad.active).toBe(0);
  });

  it('does not start a whole bundle in the same millisecond', async () => {
    const pad = new LaunchPad(200, onTime);
    const { started, ends, ended } = openProbes(pad, 50);
    await waitFor(() => started.length === 50, { what: 'fifty probes' });
    const first = started[0] ?? 0;
    expect(started.filter((at) => at - first < 0.5).length).toBeLessThan(20);
    expect((started.at(-1) ?? 0) - first).toBeGreaterThan(5);
    for (const end of ends) end();
    await Promise.all(ended);
  });

  it('is ready only when a place is free', async () => {
    const pad = new LaunchPad(2, onTime);
    const { started, ends, ended } = openProbes(pad, 2);
    await waitFor(() => started.length === 2, { what: 'two probes' });
    let isReady = false;
    const ready = pad.whenReady().then(() => (isReady = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isReady).toBe(false);
    for (const end of ends) end();
    await Promise.all([ready, ...ended]);
  });

  it('leaves half of the places to others, however many slow pages there are', async () => {
    const pad = new LaunchPad(10, onTime);
    const ends: (() => void)[] = [];
    const tarpit = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
    const slow = Array.from({ length: 200 }, () => pad.launch(tarpit, { isSlow: true }));
    await waitFor(() => ends.length === 5, { what: 'five tarpits' });
    const fast = Array.from({ length: 50 }, () => pad.launch(() => Promise.resolve('fast')));
    expect(await Promise.all(fast)).toEqual(Array.from({ length: 50 }, () => 'fast'));
    await pad.whenReady();
    expect(ends).toHaveLength(5);
    for (let index = 0; index < 200; index++)
      await waitFor(() => ends[index], { what: 'its end' }).then((end) => end());
    await Promise.all(slow);
    expect(pad.active).toBe(0);
  });

  it('does not begin what has become too old while it waited', async () => {
    const pad = new LaunchPad(2, onTime);
    let isDue = true;
    let end = (): void => undefined;
    const first = pad.launch(() => new Promise<void>((resolve) => (end = resolve)), { isSlow: true });
    const second = pad.launch(() => Promise.resolve('probed'), { isSlow: true, isStillDue: () => isDue });
    isDue = false;
    await waitFor(() => pad.active === 1, { what: 'the first' });
    end();
    expect(await second).toBeNull();
    await first;
  });

  it('takes nothing new while the event loop is late', async () => {
    const watch = { isLate: true };
    const pad = new LaunchPad(10, watch);
    let isReady = false;
    const ready = pad.whenReady().then(() => (isReady = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isReady).toBe(false);
    watch.isLate = false;
    await ready;
  });

  it('sets no timer while every place is taken', async () => {
    jest.useFakeTimers();
    try {
      const pad = new LaunchPad(1, onTime);
      const { started } = openProbes(pad, 3);
      await jest.advanceTimersByTimeAsync(50);
      expect(started).toHaveLength(1);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('frees the place of a probe that throws', async () => {
    const pad = new LaunchPad(1, onTime);
    await expect(pad.launch(() => Promise.reject(new Error('odd')))).rejects.toThrow('odd');
    await expect(pad.launch(() => Promise.resolve('next'))).resolves.toBe('next');
  });
});
