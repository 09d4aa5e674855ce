import { DashboardBrowser } from '../../browser/dashboard-browser.js';
import { measure } from '../../measuring/measure.js';
import { textTable } from '../../report/text-table.js';
import { pause } from '../../system/pause.js';
import { type Scenario, WARM_UP_MS } from '../scenario.js';
import { createFleet, FLEET } from './create-fleet.js';
import { coldStartVerdicts, listVerdict, longTaskVerdict, memoryVerdicts, useVerdicts } from './dashboard-verdicts.js';
import { type ListTimes, timeLists } from './list-requests.js';
import { timeColdStarts } from './time-cold-starts.js';
import { timeUses } from './time-uses.js';
import { watchLive } from './watch-live.js';

/** Every monitor has had its first check by then, and what is broken is down. */
const FIRST_ROUND_MS = 75_000;

/** The dashboard in a real browser, next to everything that runs, with as many monitors as a large installation has. */
export const dashboard: Scenario = {
  usesTls: () => false,
  run: async ({ bench, options, say }) => {
    const { signal, system } = bench;
    const startedMs = performance.now();
    say(`creating ${FLEET.monitors.toLocaleString('en')} monitors with ${options.historyDays} days of rollups`);
    await createFleet(bench, options.historyDays);
    say(`that took ${((performance.now() - startedMs) / 1_000).toFixed(0)} s; waiting until all of them were checked`);
    await pause(Math.max(WARM_UP_MS, startedMs + FIRST_ROUND_MS - performance.now()), signal);

    say('pages of the list, one after the other');
    const lists = await timeLists(bench);
    say(describeLists(lists).replaceAll('\n', '\n  '));
    say('cold browsers, one after the other');
    const cold = await timeColdStarts(bench);
    await using visitor = await DashboardBrowser.launch(system.gatewayUrl, cold.cookies);
    await visitor.openOverview('/');
    say('filters, searches and pages of monitors');
    const uses = await timeUses(visitor);
    say(`watching the overview for ${options.durationSeconds} s`);
    const durationMs = options.durationSeconds * 1_000;
    const [measurement, memory] = await Promise.all([
      measure(bench, durationMs),
      watchLive(visitor, { durationMs, signal, say }),
    ]);
    return {
      scenario: 'dashboard',
      verdicts: [
        ...coldStartVerdicts(cold),
        ...useVerdicts(uses),
        ...memoryVerdicts(memory),
        longTaskVerdict([...cold.longTasks, ...visitor.longTasks]),
        listVerdict(lists, FLEET.monitors),
      ],
      measurements: [measurement],
      accounts: null,
      details: {
        ...{ lists, afterLoginMs: cold.afterLoginMs, coldStarts: cold.starts, uses, memory },
        longTasks: { ofColdStarts: cold.longTasks, afterwards: visitor.longTasks },
      },
    };
  },
};

const describeLists = ({ byQuery }: ListTimes): string =>
  textTable([
    ['query', 'median ms', 'p99 ms', 'worst ms'],
    ...Object.entries(byQuery).map(([query, { medianMs, p99Ms, worstMs }]) => [
      query,
      ...[medianMs, p99Ms, worstMs].map((value) => value.toFixed(1)),
    ]),
  ]);
