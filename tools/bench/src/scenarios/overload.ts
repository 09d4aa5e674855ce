import { createMonitors, stopMonitors } from '../database/create-monitors.js';
import { secondsOfSlots } from '../database/stored-checks.js';
import { recoverySeconds } from '../measuring/accounting.js';
import { measure } from '../measuring/measure.js';
import type { Measurement } from '../measuring/measurement.js';
import { settleAccounts } from '../measuring/settle-accounts.js';
import { TARGET } from '../system/bench-system.js';
import { pause } from '../system/pause.js';
import { type Scenario, SHORT_INTERVAL_SECONDS, type Verdict, verdict, WARM_UP_MS } from './scenario.js';
import { accountsVerdict, falseDownVerdict } from './verdicts.js';

const OVERLOAD_FACTOR = 2;
/** Of the sustainable rate: what is normal after it. */
const NORMAL_PART = 0.5;
const MAX_LAG_P99_MS = 500;
const MAX_RECOVERY_SECONDS = 10;
const WATCHED_AFTERWARDS_MS = 20_000;
/** Results of the last slots that are looked at have this long to come. */
const TAIL_MS = 3_000;
/** Heaps breathe; a leak under twice the load would be more than this in a minute. */
const MAX_GROWTH = 1.2;
const STORES: readonly string[] = [TARGET, 'postgres'];

/** Twice the sustainable load for a minute, then half of it. */
export const overload: Scenario = {
  usesTls: () => false,
  run: async ({ bench, options, sustainablePerSecond, say }) => {
    const { database, signal } = bench;
    const monitors = Math.round(sustainablePerSecond * OVERLOAD_FACTOR * SHORT_INTERVAL_SECONDS);
    say(`${(monitors / SHORT_INTERVAL_SECONDS).toFixed(0)} checks a second, twice what is sustained`);
    const intervalSeconds = SHORT_INTERVAL_SECONDS;
    await createMonitors(database, { first: 0, count: monitors, intervalSeconds, targetUrl: bench.target.url });
    await pause(WARM_UP_MS, signal);
    const during = await measure(bench, options.durationSeconds * 1000);
    say('back to half of what is sustained');
    // Before the statement: the schedulers pass over its rows while it still runs.
    const droppedMs = Date.now();
    await stopMonitors(database, Math.round(sustainablePerSecond * NORMAL_PART * SHORT_INTERVAL_SECONDS));
    // Whole seconds: of others only a part of the slots would be seen.
    const fromMs = Math.ceil(droppedMs / 1000) * 1000;
    await pause(WATCHED_AFTERWARDS_MS + TAIL_MS, signal);
    const seconds = await secondsOfSlots(database, { fromMs, untilMs: fromMs + WATCHED_AFTERWARDS_MS });
    const recovered = recoverySeconds(seconds, droppedMs, MAX_LAG_P99_MS);
    say('waiting for the gaps to be settled, two minutes at most');
    const accounts = await settleAccounts(bench, { waitForGaps: true });
    return {
      scenario: 'overload',
      verdicts: [
        verdict(
          'stored per second at twice the sustained rate',
          `${during.storedPerSecond.toFixed(0)} of ${during.offeredPerSecond.toFixed(0)} offered`,
          null,
          null,
        ),
        falseDownVerdict([during], accounts),
        memoryVerdict(during),
        accountsVerdict(accounts),
        verdict(
          'back to normal after it',
          recovered === null ? `not within ${WATCHED_AFTERWARDS_MS / 1000} s` : `${recovered.toFixed(0)} s`,
          `within ${MAX_RECOVERY_SECONDS} s`,
          recovered !== null && recovered <= MAX_RECOVERY_SECONDS,
        ),
      ],
      measurements: [during],
      accounts,
    };
  },
};

/** PostgreSQL fills its fixed buffers, which is no growth; the table of processes shows it. */
function memoryVerdict({ memory }: Measurement): Verdict {
  const grown = Object.entries(memory)
    .filter(([name]) => !STORES.includes(name))
    .map(([name, { startMb, endMb }]) => ({
      text: `${name} ${startMb.toFixed(0)} → ${endMb.toFixed(0)}`,
      ratio: endMb / startMb,
    }));
  return verdict(
    'memory in MB, first seconds → last seconds',
    grown.map(({ text }) => text).join(', '),
    'not growing',
    grown.every(({ ratio }) => ratio <= MAX_GROWTH),
  );
}
