import { serviceNames } from '@wakeful/launching';
import { createMonitors } from '../database/create-monitors.js';
import { measure } from '../measuring/measure.js';
import { settleAccounts } from '../measuring/settle-accounts.js';
import { pause } from '../system/pause.js';
import { type Scenario, verdict } from './scenario.js';
import { accountsVerdict } from './verdicts.js';

const MONITORS = 1_000;
const INTERVAL_SECONDS = 60;
const MAX_MB = 600;
const WARM_UP_MS = 20_000;
const MEBIBYTE = 1_048_576;

/** An ordinary installation: what its services take of the memory. */
export const idleMemory: Scenario = {
  usesTls: () => false,
  run: async ({ bench, options, say }) => {
    say(`${MONITORS} monitors every ${INTERVAL_SECONDS} s`);
    const intervalSeconds = INTERVAL_SECONDS;
    await createMonitors(bench.database, { first: 0, count: MONITORS, intervalSeconds, targetUrl: bench.target.url });
    await pause(WARM_UP_MS, bench.signal);
    const measurement = await measure(bench, options.durationSeconds * 1000);
    const services = Object.entries(measurement.memory).filter(([name]) => serviceNames.some((one) => one === name));
    const totalMb = services.reduce((sum, [, { peakMb }]) => sum + peakMb, 0);
    const proportionalMb = services.reduce(
      (sum, [name]) => sum + (bench.usage.readProportionalBytes(name) ?? NaN) / MEBIBYTE,
      0,
    );
    const accounts = await settleAccounts(bench, { waitForGaps: false });
    return {
      scenario: 'memory',
      verdicts: [
        verdict(
          `memory of the ${services.length} services, ${MONITORS} monitors at ${INTERVAL_SECONDS} s`,
          `${totalMb.toFixed(0)} MB at the peak (${services.map(([name, { peakMb }]) => `${name} ${peakMb.toFixed(0)}`).join(', ')})`,
          `${MAX_MB} MB at most`,
          totalMb <= MAX_MB,
        ),
        verdict('the same with shared pages counted once', `${proportionalMb.toFixed(0)} MB`, null, null),
        accountsVerdict(accounts),
      ],
      measurements: [measurement],
      accounts,
    };
  },
};
