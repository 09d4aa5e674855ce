import { jetstreamManager } from '@nats-io/jetstream';
import { stopMonitors } from '../database/create-monitors.js';
import { countStored, expectedSlots, monitorCounts, schedulePeriods } from '../database/stored-checks.js';
import { bytesPerCheck, countDowntimeWindows, slotsInGaps } from '../database/table-facts.js';
import type { BenchSystem } from '../system/bench-system.js';
import { waitUntil } from '../system/pause.js';
import { account, type Accounting } from './accounting.js';

const DRAIN_TIMEOUT_MS = 40_000;
/** A slot is settled when its result can no longer arrive, and a monitor once a minute: nearly two minutes in all. */
const SETTLING_TIMEOUT_MS = 150_000;
const EVERYTHING = { fromMs: 0, untilMs: 8.64e15 };

export interface FinalAccounts extends Accounting {
  readonly isDrained: boolean;
  readonly downtimeWindows: number;
  readonly bytesPerCheck: number | null;
}

/** Ends the load, waits for what is under way, and compares everything since the start with what the target saw. */
export async function settleAccounts(
  bench: BenchSystem,
  { waitForGaps }: { waitForGaps: boolean },
): Promise<FinalAccounts> {
  const { database, target, signal } = bench;
  await stopMonitors(database);
  const isDrained = await waitUntil(() => isIdle(bench), { timeoutMs: DRAIN_TIMEOUT_MS, everyMs: 1_000, signal });
  const periods = await schedulePeriods(database);
  const endMs = Math.max(0, ...periods.map((period) => period.untilMs ?? 0));
  let inGaps: number | null = null;
  if (waitForGaps) {
    await waitUntil(async () => (inGaps = await slotsInGaps(database, endMs)) !== null, {
      timeoutMs: SETTLING_TIMEOUT_MS,
      everyMs: 2_000,
      signal,
    });
  }
  const [monitors, stored, slots] = [
    await monitorCounts(database, (await target.counts()).byMonitor),
    await countStored(database, { fromMs: 0, untilMs: endMs + 1 }),
    await leftOut(bench),
  ];
  const expected = expectedSlots(periods, EVERYTHING);
  return {
    ...account(monitors, slots.repeated, { expected, stored, inGaps, leftOut: slots.leftOut }),
    isDrained,
    downtimeWindows: await countDowntimeWindows(database),
    bytesPerCheck: await bytesPerCheck(database),
  };
}

/** Nothing waits in a queue or is being worked on: what is taken from these streams leaves them when it is acknowledged. */
async function isIdle({ nats }: BenchSystem): Promise<boolean> {
  const manager = await jetstreamManager(nats);
  for (const stream of ['CHECKS', 'RESULTS', 'CONTROL']) {
    const { state } = await manager.streams.info(stream);
    if (state.messages > 0) return false;
  }
  return true;
}

async function leftOut({ metrics }: BenchSystem): Promise<{ repeated: number; leftOut: number }> {
  const [scheduler, checker, recorder] = await Promise.all([
    metrics.read('scheduler'),
    metrics.read('checker'),
    metrics.read('recorder'),
  ]);
  const counted =
    scheduler.counter('wakeful_slots_skipped_total') +
    scheduler.counter('wakeful_checks_shed_total') +
    checker.counter('wakeful_checks_expired_total');
  return { repeated: recorder.counter('wakeful_checks_dropped_total', 'why="repeated"'), leftOut: counted };
}
