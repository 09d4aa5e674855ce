import type { BareCost, Scheme } from '../probe-cost/bare-cost.js';
import { type Verdict, verdict } from '../scenarios/scenario.js';
import { textTable } from './text-table.js';

/**
 * CPU of others per check, in B, as measured on 2026-11-29 on one machine within an hour: over plain HTTP, with everything that
 * takes part in a check. Constants, as prometheus and its exporter are not installed everywhere.
 */
const PEERS: readonly (readonly [who: string, cost: number])[] = [
  ['Wakeful on 2026-11-29, before any of this was changed', 4.6],
  ['prometheus with blackbox_exporter', 7.4],
  ['a bare prototype of the way of a check', 1.6],
  ['a raw probe by node:net that stores nothing', 0.4],
];

export const costInB = (cpuSecondsPer1000: number, bare: number): string =>
  `${(cpuSecondsPer1000 / bare).toFixed(2)} B`;

/** What a check costs the whole system in bare requests of the same scheme. */
export function bareRequestsVerdict(
  cpuSecondsPer1000: number,
  bare: BareCost,
  scheme: Scheme,
  wanted: number | null,
): Verdict {
  const cost = cpuSecondsPer1000 / bare[scheme];
  return verdict(
    `CPU per check in bare requests by node:${scheme} (B), target apart`,
    `${cost.toFixed(2)} B; B was ${bare[scheme].toFixed(3)} CPU-seconds per 1,000`,
    wanted === null ? null : `${wanted} B at most`,
    wanted === null ? null : cost <= wanted,
  );
}

/** What others need, to hold figures over plain HTTP against. */
export const describePeers = (): string => textTable(PEERS.map(([who, cost]) => [`${cost.toFixed(1)} B`, who]));
