import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger, DependencyLog } from '@wakeful/platform';
import type { ClaimDueSlots } from './claim-due-slots.js';
import { ScheduleLoop } from './schedule-loop.js';

let claims: number;
let nextDueMs: number | null;
let loop: ScheduleLoop;

beforeEach(() => {
  jest.useFakeTimers();
  claims = 0;
  nextDueMs = null;
  const claimDueSlots = {
    run: () => Promise.resolve({ claimed: 0, shed: (claims++, 0) }),
    untilNextDueMs: () => Promise.resolve(nextDueMs === null ? null : nextDueMs - Date.now()),
  } as unknown as ClaimDueSlots;
  const logger = createLogger('test', 'fatal');
  const room = { assert: () => Promise.resolve() };
  loop = new ScheduleLoop(claimDueSlots, room, { SCHEDULER_CLAIM_LIMIT: 500 }, logger, new DependencyLog(logger));
});
afterEach(async () => {
  const stopped = loop.onModuleDestroy();
  await jest.advanceTimersByTimeAsync(100);
  await stopped;
  jest.useRealTimers();
});

describe('ScheduleLoop', () => {
  it('asks once a minute when nothing is scheduled', async () => {
    loop.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(59_000);
    expect(claims).toBe(1);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(claims).toBe(2);
  });

  it('sleeps until the next slot is due', async () => {
    nextDueMs = Date.now() + 7_000;
    loop.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(6_900);
    expect(claims).toBe(1);
    await jest.advanceTimersByTimeAsync(200);
    expect(claims).toBeGreaterThan(1);
  });

  it('looks at once when it is woken, but not more often than every 40 ms', async () => {
    loop.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(1_000);
    for (let index = 0; index < 50; index++) {
      loop.wake();
      await jest.advanceTimersByTimeAsync(2);
    }
    expect(claims).toBeGreaterThanOrEqual(3);
    expect(claims).toBeLessThanOrEqual(5);
  });
});
