import type { CheckTrigger } from '@wakeful/contracts';
import type { LocatedPeriod, Pause } from '@wakeful/domain';
import { loadPeriods } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { KeyedResult } from '../store-checks.js';

interface Placed {
  readonly slotMs: number;
  readonly location: string;
  readonly trigger: CheckTrigger;
}

/**
 * Whether a check says how its monitor is. What the schedule and the state machine asked for does; what a user
 * requested ("check now") only if the monitor was scheduled then, and from that location: not while it is paused, nor
 * from elsewhere.
 */
export const isJudged = ({ slotMs, location, trigger }: Placed, periods: readonly LocatedPeriod[]): boolean =>
  trigger !== 'manual' ||
  periods.some(
    ({ fromMs, untilMs, locations }) =>
      fromMs <= slotMs && slotMs < (untilMs ?? Infinity) && locations.includes(location),
  );

/** When a monitor was paused: where a period ends that no other follows at once. Periods up to now, in order. */
export const pausesOf = (periods: readonly LocatedPeriod[]): Pause[] =>
  periods.flatMap(({ untilMs: fromMs }, index): Pause[] => {
    const untilMs = periods[index + 1]?.fromMs ?? null;
    return fromMs === null || fromMs === untilMs ? [] : [{ fromMs, untilMs }];
  });

/** Leaves out what is stored and judges nothing. */
export async function onlyJudged(manager: EntityManager, results: readonly KeyedResult[]): Promise<KeyedResult[]> {
  const manual = results.filter(({ result }) => result.trigger === 'manual');
  if (manual.length === 0) return [...results];
  const slots = manual.map(({ slotMs }) => slotMs);
  const periods = await loadPeriods(
    manager,
    [...new Set(manual.map(({ result }) => result.monitorId))],
    Math.min(...slots),
    Math.max(...slots) + 1,
  );
  return results.filter(({ result, slotMs }) => isJudged({ ...result, slotMs }, periods.get(result.monitorId) ?? []));
}
