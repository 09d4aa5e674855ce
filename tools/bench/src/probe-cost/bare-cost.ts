import { makeTargetIdentity } from '../target/target-certificate.js';
import { TargetProcess } from '../target/target-process.js';
import type { TargetIdentity } from '../target/target-server.js';
import { bareGet } from './bare-get.js';
import { cpuPerTurn } from './cpu-per-turn.js';

export type Scheme = 'http' | 'https';

/** What B is at a moment, by scheme: CPU-seconds of 1,000 bare requests, which is as many milliseconds of one. */
export type BareCost = Readonly<Record<Scheme, number>>;

const TURNS = { http: 4_000, https: 800 } as const;
const WARM_UP_PART = 4;
const MICROSECONDS = 1_000;

/**
 * Measures B: bare requests by `node:http` and `node:https`, 200 in flight, each over a new connection. The machine's pace changes from
 * minute to minute, with its temperature and with what else runs: B is measured before and after whatever is expressed in it.
 */
export async function measureBareCost(): Promise<BareCost> {
  return { http: await costOf(null), https: await costOf(await makeTargetIdentity()) };
}

async function costOf(identity: TargetIdentity | null): Promise<number> {
  await using target = await TargetProcess.start(identity);
  const get = bareGet(`${target.url}/m/1`, identity);
  const turns = identity ? TURNS.https : TURNS.http;
  await cpuPerTurn(get, turns / WARM_UP_PART);
  return (await cpuPerTurn(get, turns)) / MICROSECONDS;
}

/** B over the time between two moments at which it was measured. */
export const meanCost = (before: BareCost, after: BareCost): BareCost => ({
  http: (before.http + after.http) / 2,
  https: (before.https + after.https) / 2,
});
