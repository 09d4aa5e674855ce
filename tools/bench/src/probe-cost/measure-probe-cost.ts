import { httpProbe, parseEgressPolicy, ProbeNet } from '@wakeful/probing';
import { aProbeSpec } from '@wakeful/testing';
import { makeTargetIdentity } from '../target/target-certificate.js';
import { TargetProcess } from '../target/target-process.js';
import type { TargetIdentity } from '../target/target-server.js';
import type { Scheme } from './bare-cost.js';
import { bareGet } from './bare-get.js';
import { cpuPerTurn } from './cpu-per-turn.js';

export interface ProbeCost {
  readonly scheme: Scheme;
  /** CPU of one probe, as a multiple of one bare request's: the median, the least and the most of all rounds. */
  readonly ratio: number;
  readonly least: number;
  readonly most: number;
  /** CPU of one bare request in microseconds, the median of all rounds. */
  readonly bareUs: number;
}

const ROUNDS = 15;
const TURNS = { http: 2_000, https: 600 } as const;

function probeOnce(url: string, identity: TargetIdentity | null): () => Promise<void> {
  const trustedCertificates = identity ? [identity.cert] : [];
  const net = new ProbeNet(parseEgressPolicy('127.0.0.0/8'), { trustedCertificates });
  const { signal } = new AbortController();
  // All defaults, as most monitors have.
  const spec = aProbeSpec({ url });
  return async () => {
    const { status, detail } = await httpProbe(spec, null, signal, net);
    if (status !== 'up') throw new Error(`A probe of the target was ${status}: ${detail}`);
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/**
 * What one probe costs this process compared with a bare request, which is measured before and after it in each round:
 * what else the machine does meanwhile then weighs on both. The target is a process of its own and not counted.
 */
export async function measureProbeCost(scheme: Scheme, rounds = ROUNDS): Promise<ProbeCost> {
  const identity = scheme === 'https' ? await makeTargetIdentity() : null;
  await using target = await TargetProcess.start(identity);
  const url = `${target.url}/m/1`;
  const bare = bareGet(url, identity);
  const probe = probeOnce(url, identity);
  const turns = TURNS[scheme];
  for (const turn of [bare, probe]) await cpuPerTurn(turn, turns);
  const bareUs: number[] = [];
  const ratios: number[] = [];
  let before = await cpuPerTurn(bare, turns);
  for (let round = 0; round < rounds; round += 1) {
    const probeUs = await cpuPerTurn(probe, turns);
    const after = await cpuPerTurn(bare, turns);
    bareUs.push(before);
    ratios.push(probeUs / ((before + after) / 2));
    before = after;
  }
  return {
    scheme,
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    bareUs: median(bareUs),
  };
}
