import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchOptions, POSTGRES, type ScenarioName } from './options.js';
import { meanCost, measureBareCost, type Scheme } from './probe-cost/bare-cost.js';
import { bareRequestsVerdict, describePeers } from './report/in-bare-requests.js';
import { Profiles } from './report/profiles.js';
import { describeMeasurement, verdictTable } from './report/report.js';
import { describeStatements, STATEMENT_SETTINGS, watchStatements } from './report/statement-times.js';
import { needRamp, scenarios } from './scenarios/all-scenarios.js';
import type { ScenarioResult } from './scenarios/scenario.js';
import { startBenchSystem } from './system/bench-system.js';

/** Where profiles go, below the checkout: git does not see it. */
const PROFILE_FOLDER = '.wakeful/bench';

export interface BenchRun {
  readonly options: BenchOptions;
  readonly repoRoot: string;
  readonly signal: AbortSignal;
  readonly abandonSignal: AbortSignal;
  readonly print: (text: string) => void;
}

/** Runs the scenarios one after the other, each with a system of its own. True when everything wanted was reached. */
export async function runBench(run: BenchRun): Promise<boolean> {
  const { options, print } = run;
  const results: ScenarioResult[] = [];
  let sustainable = options.sustainablePerSecond;
  for (const name of scenarioOrder(options)) {
    if (name === 'ramp' && sustainable !== null) continue;
    const result = await runScenario(run, name, sustainable ?? 0);
    results.push(result);
    sustainable ??= result.sustainablePerSecond ?? null;
  }
  const text = JSON.stringify({ at: new Date().toISOString(), options, results }, null, 2);
  if (options.jsonFile) writeFileSync(options.jsonFile, `${text}\n`);
  print(`\n${verdictTable(results)}\n\nOthers over plain HTTP:\n${describePeers()}\n\n${text}`);
  return results.every(({ verdicts }) => verdicts.every(({ isReached }) => isReached !== false));
}

/** With the ramp first when something depends on it and no rate was given. */
function scenarioOrder({ scenarios: wanted }: BenchOptions): ScenarioName[] {
  const isRampNeeded = wanted.includes('ramp') || wanted.some((name) => needRamp.has(name));
  return isRampNeeded ? ['ramp', ...wanted.filter((name) => name !== 'ramp')] : [...wanted];
}

async function runScenario(run: BenchRun, name: ScenarioName, sustainablePerSecond: number): Promise<ScenarioResult> {
  const { options, print, repoRoot, signal, abandonSignal } = run;
  const scenario = scenarios[name];
  const say = (sentence: string): void => print(`  ${sentence}`);
  const profiles = new Profiles(
    join(repoRoot, PROFILE_FOLDER, name),
    options.profiledServices.filter((one) => one !== POSTGRES),
  );
  const isPostgresProfiled = options.profiledServices.includes(POSTGRES);
  let statements = '';
  print(`\n${name}`);
  const scheme: Scheme = scenario.usesTls(options) ? 'https' : 'http';
  const before = await measureBareCost();
  const result = await (async () => {
    await using bench = await startBenchSystem({
      ...{ repoRoot, signal, abandonSignal },
      checkers: options.checkers,
      settings: scenario.set ?? {},
      tls: scenario.usesTls(options),
      browsers: scenario.usesBrowsers ?? false,
      serviceEnv: profiles.prepare(),
      postgresSettings: { ...(isPostgresProfiled && STATEMENT_SETTINGS), ...options.postgresSettings },
    });
    if (isPostgresProfiled) await watchStatements(bench.database);
    const ended = await scenario.run({ options, bench, sustainablePerSecond, say });
    if (isPostgresProfiled) statements = await describeStatements(bench.database);
    return ended;
  })();
  const last = result.measurements.at(-1);
  if (!last) return result;
  const bare = meanCost(before, await measureBareCost());
  print(indented(describeMeasurement(last, bare[scheme])));
  for (const profile of profiles.describe(last.monotonicUs)) print(`\n${indented(profile)}`);
  if (statements) print(`\n${indented(statements)}`);
  const inB = bareRequestsVerdict(last.totalCpuSecondsPer1000, bare, scheme, scenario.wantedCost ?? null);
  return { ...result, bare, verdicts: [...result.verdicts, inB] };
}

const indented = (text: string): string => text.replace(/^/gm, '  ');
