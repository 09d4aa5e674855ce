import { setTimeout as delay } from 'node:timers/promises';
import type { InflictedFault } from '../oracle/evidence.js';
import type { Fault } from '../plan/plan.js';
import type { World } from './fault-kind.js';
import { faultKinds } from './fault-kinds.js';

/** Lets every fault happen at its time, over each other where the plan wants it, and resolves when the last one is over. */
export async function inflictFaults(
  world: World,
  faults: readonly Fault[],
  beginMs: number,
  signal: AbortSignal,
  say: (sentence: string) => void,
): Promise<InflictedFault[]> {
  const inflicted = faults.map(async ({ atMs, kind: name, victim, forMs }, index): Promise<InflictedFault> => {
    const kind = faultKinds.find((one) => one.name === name);
    if (!kind) throw new RangeError(`There is no fault "${name}".`);
    await delay(Math.max(0, beginMs + atMs - Date.now()), undefined, { signal });
    const fromMs = Date.now();
    say(
      `${index + 1}/${faults.length} ${name}${victim === null ? '' : `: ${victim}`}${forMs === 0 ? '' : ` for ${(forMs / 1000).toFixed(1)} s`}`,
    );
    await kind.inflict(world, victim, forMs);
    return { kind: name, victim, fromMs, untilMs: Date.now(), mayLose: kind.mayLose?.(victim) ?? false };
  });
  return Promise.all(inflicted);
}
