import { createMonitors } from '../database/create-monitors.js';
import { measure } from '../measuring/measure.js';
import type { Measurement } from '../measuring/measurement.js';
import { type FinalAccounts, settleAccounts } from '../measuring/settle-accounts.js';
import { pause } from '../system/pause.js';
import { type Scenario, type ScenarioContext, SHORT_INTERVAL_SECONDS, verdict, WARM_UP_MS } from './scenario.js';
import { accountsVerdict, bytesVerdict, cpuVerdict, falseDownVerdict, throughputVerdict } from './verdicts.js';

const HTTP_PER_SECOND = 4_000;
const HTTPS_PER_SECOND = 1_000;
/** Of what the ramp found in short steps, this much is expected to hold for a minute. */
const SUSTAINED_PART = 0.9;
const MAX_LAG_P99_MS = 500;
const MAX_RESPONSE_P50_MS = 2;

interface Load {
  readonly monitors: number;
  readonly intervalSeconds: number;
}

const loadOf = (perSecond: number): Load => ({
  monitors: Math.round(perSecond * SHORT_INTERVAL_SECONDS),
  intervalSeconds: SHORT_INTERVAL_SECONDS,
});

async function underLoad(
  { bench, options, say }: ScenarioContext,
  { monitors, intervalSeconds }: Load,
): Promise<{ measurement: Measurement; accounts: FinalAccounts }> {
  say(`${monitors} monitors every ${intervalSeconds} s: ${(monitors / intervalSeconds).toFixed(0)} checks a second`);
  await createMonitors(bench.database, { first: 0, count: monitors, intervalSeconds, targetUrl: bench.target.url });
  await pause(WARM_UP_MS, bench.signal);
  say(`measuring for ${options.durationSeconds} s`);
  const measurement = await measure(bench, options.durationSeconds * 1000);
  return { measurement, accounts: await settleAccounts(bench, { waitForGaps: false }) };
}

/** What --monitors and its like describe. */
export const load: Scenario = {
  usesTls: ({ tls }) => tls,
  run: async (context) => {
    const { monitors, intervalSeconds } = context.options;
    const { measurement, accounts } = await underLoad(context, { monitors, intervalSeconds });
    return {
      scenario: 'load',
      verdicts: [
        throughputVerdict(measurement, Math.floor(measurement.offeredPerSecond)),
        cpuVerdict(measurement),
        accountsVerdict(accounts),
        falseDownVerdict([measurement], accounts),
        bytesVerdict(accounts),
      ],
      measurements: [measurement],
      accounts,
    };
  },
};

export const throughput: Scenario = {
  wantedCost: 2,
  usesTls: () => false,
  run: async (context) => {
    const perSecond = Math.max(HTTP_PER_SECOND, Math.floor(context.sustainablePerSecond * SUSTAINED_PART));
    const { measurement, accounts } = await underLoad(context, loadOf(perSecond));
    return {
      scenario: 'throughput',
      verdicts: [
        throughputVerdict(measurement, HTTP_PER_SECOND),
        accountsVerdict(accounts),
        falseDownVerdict([measurement], accounts),
        cpuVerdict(measurement),
        bytesVerdict(accounts),
      ],
      measurements: [measurement],
      accounts,
    };
  },
};

export const https: Scenario = {
  wantedCost: 1.4,
  usesTls: () => true,
  run: async (context) => {
    const { measurement, accounts } = await underLoad(context, loadOf(HTTPS_PER_SECOND));
    return {
      scenario: 'https',
      verdicts: [
        throughputVerdict(measurement, HTTPS_PER_SECOND),
        accountsVerdict(accounts),
        falseDownVerdict([measurement], accounts),
        verdict('CPU-seconds per 1,000 checks', measurement.totalCpuSecondsPer1000.toFixed(3), null, null),
      ],
      measurements: [measurement],
      accounts,
    };
  },
};

export const halfLoad: Scenario = {
  usesTls: () => false,
  run: async (context) => {
    const { measurement, accounts } = await underLoad(context, loadOf(context.sustainablePerSecond / 2));
    const { lagMs, responseMs } = measurement.checks;
    return {
      scenario: 'half-load',
      verdicts: [
        verdict(
          `p99 schedule lag at ${measurement.storedPerSecond.toFixed(0)} a second`,
          `${lagMs.p99} ms (p50 ${lagMs.p50} ms)`,
          `under ${MAX_LAG_P99_MS} ms`,
          lagMs.p99 < MAX_LAG_P99_MS,
        ),
        verdict(
          'median response time of a fast target',
          `${responseMs.p50.toFixed(2)} ms (p99 ${responseMs.p99.toFixed(2)} ms)`,
          `under ${MAX_RESPONSE_P50_MS} ms`,
          responseMs.p50 < MAX_RESPONSE_P50_MS,
        ),
        accountsVerdict(accounts),
      ],
      measurements: [measurement],
      accounts,
    };
  },
};
