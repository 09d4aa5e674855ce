import { createMonitors } from '../database/create-monitors.js';
import { measure } from '../measuring/measure.js';
import type { Measurement } from '../measuring/measurement.js';
import { settleAccounts } from '../measuring/settle-accounts.js';
import { pause } from '../system/pause.js';
import { type Scenario, type ScenarioContext, SHORT_INTERVAL_SECONDS, verdict, WARM_UP_MS } from './scenario.js';
import { accountsVerdict } from './verdicts.js';

const FIRST_PER_SECOND = 500;
const FIRST_GROWTH = 1.6;
/** Above this the steps are small. */
const FINE_FROM_PER_SECOND = 3_000;
const FINE_GROWTH = 1.12;
const MAX_PER_SECOND = 30_000;
const STEP_MS = 6_000;
/** After new monitors, so that their first round is not measured. */
const SETTLE_MS = 3_000;
const MAX_LAG_P99_MS = 500;
const ATTEMPTS = 2;

/** Everything that was due is stored, and in time. */
const isSustained = ({ checks, expected }: Measurement): boolean =>
  checks.stored >= expected && checks.lagMs.p99 < MAX_LAG_P99_MS && checks.down === 0;

/** Adds monitors until the system cannot follow; the last step that it followed is what it sustains. */
export const ramp: Scenario = {
  usesTls: ({ tls }) => tls,
  run: async (context) => {
    const { bench, say } = context;
    const measurements: Measurement[] = [];
    let sustained = 0;
    let monitors = 0;
    for (
      let rate = FIRST_PER_SECOND;
      rate < MAX_PER_SECOND;
      rate *= rate < FINE_FROM_PER_SECOND ? FIRST_GROWTH : FINE_GROWTH
    ) {
      const wanted = Math.round(rate * SHORT_INTERVAL_SECONDS);
      await createMonitors(bench.database, {
        first: monitors,
        count: wanted - monitors,
        targetUrl: bench.target.url,
        intervalSeconds: SHORT_INTERVAL_SECONDS,
      });
      await pause(monitors === 0 ? WARM_UP_MS : SETTLE_MS, bench.signal);
      monitors = wanted;
      const measurement = await measureStep(context);
      measurements.push(measurement);
      const { checks, offeredPerSecond, storedPerSecond } = measurement;
      say(
        `${offeredPerSecond.toFixed(0)} a second offered, ${storedPerSecond.toFixed(0)} stored, p99 lag ${checks.lagMs.p99} ms`,
      );
      if (!isSustained(measurement)) break;
      sustained = offeredPerSecond;
    }
    const accounts = await settleAccounts(bench, { waitForGaps: false });
    return {
      scenario: 'ramp',
      verdicts: [
        verdict('checks per second that are sustained', sustained.toFixed(0), null, null),
        accountsVerdict(accounts),
      ],
      measurements,
      accounts,
      sustainablePerSecond: sustained,
    };
  },
};

/** Once more when it does not look good: something else on the machine may have had its moment. */
async function measureStep({ bench }: ScenarioContext): Promise<Measurement> {
  let measurement = await measure(bench, STEP_MS);
  for (let attempt = 1; attempt < ATTEMPTS && !isSustained(measurement); attempt++) {
    measurement = await measure(bench, STEP_MS);
  }
  return measurement;
}
