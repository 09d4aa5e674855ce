import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { listenForStop } from './stop-signals.js';

describe('listenForStop', () => {
  const setUp = () => {
    const source = new EventEmitter();
    const clock = { nowMs: 0 };
    return { source, clock, signals: listenForStop(source as unknown as NodeJS.Process, () => clock.nowMs) };
  };

  it('takes one Ctrl-C that arrives three times as one', () => {
    const { source, clock, signals } = setUp();
    for (const atMs of [0, 1, 20]) {
      clock.nowMs = atMs;
      source.emit('SIGINT');
    }
    expect([signals.stop.aborted, signals.abandon.aborted]).toEqual([true, false]);
  });

  it('ends at once on a second Ctrl-C', () => {
    const { source, clock, signals } = setUp();
    source.emit('SIGINT');
    clock.nowMs = 700;
    source.emit('SIGINT');
    expect(signals.abandon.aborted).toBe(true);
  });

  it.each(['SIGTERM', 'SIGHUP', 'disconnect'])('stops in order on %s', (event) => {
    const { source, signals } = setUp();
    source.emit(event);
    expect([signals.stop.aborted, signals.abandon.aborted]).toEqual([true, false]);
  });
});
