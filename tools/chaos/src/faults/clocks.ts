import { setTimeout as delay } from 'node:timers/promises';
import { processesWithOwnClock } from '../system/clocks.js';
import type { FaultKind, World } from './fault-kind.js';

async function step({ chaos: { clocks } }: World, victim: string, aheadSeconds: number, forMs: number): Promise<void> {
  await clocks?.set(victim, aheadSeconds);
  await delay(forMs);
  await clocks?.set(victim, 0);
}

/** The clock of one process is wrong for a while. */
export const clockFaults: readonly FaultKind[] = [
  ['forward by an hour', 3_600],
  ['back by an hour', -3_600],
  ['forward by three seconds', 3],
].map(([what, seconds]) => ({
  name: `a clock steps ${what}`,
  victims: processesWithOwnClock,
  forMs: [2_000, 20_000],
  needs: 'clocks',
  inflict: (world, victim, forMs) => step(world, victim ?? '', Number(seconds), forMs),
}));
