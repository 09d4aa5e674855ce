import { createMonitors } from '../database/create-monitors.js';
import { measure } from '../measuring/measure.js';
import type { Measurement } from '../measuring/measurement.js';
import { type FinalAccounts, settleAccounts } from '../measuring/settle-accounts.js';
import type { BenchSystem } from '../system/bench-system.js';
import { pause } from '../system/pause.js';
import { type Scenario, type Verdict, verdict, WARM_UP_MS } from './scenario.js';

/** With so few places and so slow a target waiting is the limit, and not the processors of this machine. */
const CHECKER_CONCURRENCY = 20;
const TARGET_DELAY_MS = 200;
/** More than four checkers can do: they never have nothing to do. */
const OFFERED_PER_SECOND = 450;
const INTERVAL_SECONDS = 10;
const CHECKERS = ['checker', 'checker-2', 'checker-3', 'checker-4'] as const;
const STEPS = [
  { checkers: 1, wantedFactor: null },
  { checkers: 2, wantedFactor: 1.9 },
  { checkers: 4, wantedFactor: 3.7 },
] as const;
const MAX_SHARE_OFF = 0.2;
/** What is under way at a change of the number of checkers is over by then. */
const CHANGE_MS = 5_000;

interface Step {
  readonly checkers: number;
  readonly perSecond: number;
  /** Of each checker, in the order of their names. */
  readonly shares: readonly number[];
  readonly measurement: Measurement;
}

/** One, two and four checkers, then checkers that come and go, next to two of every other service. */
export const scale: Scenario = {
  usesTls: () => false,
  set: {
    instances: { gateway: 2, scheduler: 2, recorder: 2, checker: CHECKERS.length },
    checkerEnv: { CHECKER_CONCURRENCY: String(CHECKER_CONCURRENCY) },
    supervise: true,
  },
  run: async ({ bench, options, say }) => {
    await bench.target.behave({ status: 200, delayMs: TARGET_DELAY_MS });
    for (const name of CHECKERS.slice(1)) await bench.system.stopComponent(name);
    await createMonitors(bench.database, {
      first: 0,
      count: OFFERED_PER_SECOND * INTERVAL_SECONDS,
      intervalSeconds: INTERVAL_SECONDS,
      targetUrl: bench.target.url,
    });
    await pause(WARM_UP_MS, bench.signal);
    const steps: Step[] = [];
    for (const { checkers } of STEPS) {
      for (const name of CHECKERS.slice(0, checkers)) await bench.system.startComponent(name);
      await pause(CHANGE_MS, bench.signal);
      say(`measuring ${checkers} of ${CHECKERS.length} checkers for ${options.durationSeconds} s`);
      steps.push(await measureStep(bench, checkers, options.durationSeconds * 1000));
    }
    say('checkers are killed, stopped and started');
    await disturb(bench);
    say('waiting for the gaps to be settled, two minutes at most');
    const accounts = await settleAccounts(bench, { waitForGaps: true });
    return {
      scenario: 'scale',
      verdicts: [...steps.map((step) => throughputVerdict(step, steps)), sharesVerdict(steps), slotsVerdict(accounts)],
      measurements: steps.map(({ measurement }) => measurement),
      accounts,
    };
  },
};

async function measureStep(bench: BenchSystem, checkers: number, durationMs: number): Promise<Step> {
  const names = CHECKERS.slice(0, checkers);
  const read = (): Promise<number[]> =>
    Promise.all(names.map(async (name) => (await bench.metrics.readOne(name)).counter('wakeful_checks_run_total')));
  const beganMs = performance.now();
  const before = await read();
  const measuring = measure(bench, durationMs);
  await pause(durationMs, bench.signal);
  const after = await read();
  const seconds = (performance.now() - beganMs) / 1000;
  const counts = after.map((count, index) => count - (before[index] ?? 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    checkers,
    perSecond: total / seconds,
    shares: counts.map((count) => count / total),
    measurement: await measuring,
  };
}

/** Each of them is away once, killed or stopped in order, while the others keep running. */
async function disturb({ system, signal }: BenchSystem): Promise<void> {
  for (const name of CHECKERS.slice(0, 2)) {
    system.kill(name, 'SIGKILL');
    await pause(CHANGE_MS, signal);
  }
  for (const name of CHECKERS.slice(2)) {
    await system.stopComponent(name);
    await pause(CHANGE_MS, signal);
    await system.startComponent(name);
  }
  await pause(CHANGE_MS, signal);
}

function throughputVerdict({ checkers, perSecond, measurement }: Step, steps: readonly Step[]): Verdict {
  const one = steps[0]?.perSecond ?? NaN;
  const wantedFactor = STEPS.find((step) => step.checkers === checkers)?.wantedFactor ?? null;
  const { p50, p99 } = measurement.checks.lagMs;
  return verdict(
    `checks per second, ${checkers} checker${checkers === 1 ? '' : 's'}`,
    `${perSecond.toFixed(1)}, ${(perSecond / one).toFixed(2)} times one; lag p50 ${p50} ms, p99 ${p99} ms`,
    wantedFactor === null ? null : `${wantedFactor} times one`,
    wantedFactor === null ? null : perSecond / one >= wantedFactor,
  );
}

function sharesVerdict(steps: readonly Step[]): Verdict {
  const isEven = steps.every(({ shares, checkers }) =>
    shares.every((share) => Math.abs(share * checkers - 1) <= MAX_SHARE_OFF),
  );
  const text = steps.map(({ shares }) => shares.map((share) => `${(share * 100).toFixed(1)} %`).join(' ')).join('; ');
  return verdict('share of each checker', text, `even within ${MAX_SHARE_OFF * 100} %`, isEven);
}

/** A checker that is killed leaves probes behind that the target has seen: they are made again, or their slots are gaps. */
function slotsVerdict({ lost, invented, unaccounted, repeated, isDrained, slots }: FinalAccounts): Verdict {
  return verdict(
    'with checkers killed and stopped, two of every other service',
    `${slots.expected} slots: ${slots.stored} stored once, ${slots.inGaps} in gaps, ${unaccounted} unaccounted for, ${invented} invented; ${lost + repeated} probed once more or in vain`,
    'nothing lost or doubled',
    unaccounted === 0 && invented === 0 && isDrained,
  );
}
