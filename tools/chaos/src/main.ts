import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listenForStopOfTool } from '@wakeful/launching';
import { faultKinds } from './faults/fault-kinds.js';
import { type ChaosOptions, parseOptions, usage, UsageError } from './options.js';
import { makePlan } from './plan/make-plan.js';
import { type Fault, type Plan, plan as planShape } from './plan/plan.js';
import { describeRun } from './report.js';
import { runPlan, type RunResult } from './run.js';
import { shrink } from './shrink.js';
import { findFakeTime } from './system/clocks.js';
import { SmallDisks } from './system/small-disks.js';

const repoRoot = resolve(import.meta.dirname, '../../..');
/** Where plans go, below the checkout: git does not see it. */
const PLAN_FOLDER = join(repoRoot, '.wakeful', 'chaos');
const MAX_SHRINKING_RUNS = 12;

const { stop, abandon } = listenForStopOfTool();

interface Abilities {
  readonly disks: boolean;
  readonly clocks: boolean;
}

const beginMs = performance.now();
const say = (sentence: string): void => {
  console.log(`${((performance.now() - beginMs) / 1000).toFixed(1).padStart(7)} s  ${sentence}`);
};

const kindsWith = (abilities: Abilities, only: readonly string[] = []): string[] =>
  faultKinds
    .filter(({ needs }) => needs === undefined || abilities[needs])
    .filter(({ name }) => only.length === 0 || only.some((text) => name.includes(text)))
    .map(({ name }) => name);

const readPlan = (file: string): Plan => planShape.parse(JSON.parse(readFileSync(file, 'utf8')));

function savePlan(plan: Plan, name: string): string {
  mkdirSync(PLAN_FOLDER, { recursive: true });
  const file = join(PLAN_FOLDER, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
  return file;
}

const run = (plan: Plan, abilities: Abilities, { settle, logsFolder }: ChaosOptions): Promise<RunResult> =>
  runPlan({
    ...{ repoRoot, plan, settle, logsFolder, say, ...abilities },
    signal: stop,
    abandonSignal: abandon,
  });

const isBroken = ({ verdicts }: RunResult): boolean => verdicts.some(({ breaches }) => breaches.length > 0);

async function runOnce(plan: Plan, abilities: Abilities, options: ChaosOptions): Promise<number> {
  const file = savePlan(plan, `seed-${plan.seed}-faults-${plan.faults.length}`);
  const result = await run(plan, abilities, options);
  console.log(`\n${describeRun(result.verdicts, result.evidence)}`);
  console.log(`Seed ${plan.seed}. The same again: npm run chaos -- --replay ${file}`);
  return isBroken(result) ? 1 : 0;
}

async function shrinkPlan(plan: Plan, abilities: Abilities, options: ChaosOptions): Promise<number> {
  const fails = async (faults: readonly Fault[]): Promise<boolean> => {
    say(`Trying ${faults.length} of ${plan.faults.length} faults`);
    return isBroken(await run({ ...plan, faults: [...faults] }, abilities, options));
  };
  const faults = await shrink(plan.faults, fails, MAX_SHRINKING_RUNS);
  const file = savePlan({ ...plan, faults: [...faults] }, `seed-${plan.seed}-shrunk-${faults.length}`);
  console.log(`\n${faults.length} of ${plan.faults.length} faults are enough: npm run chaos -- --replay ${file}`);
  return 0;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), randomInt(1_000_000));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const abilities = { disks: await SmallDisks.canMount(), clocks: findFakeTime() !== null };
  if (!abilities.disks) console.warn('Full disks are left out: they need Linux, root and the right to mount.');
  if (!abilities.clocks)
    console.warn('Steps of clocks are left out: they need libfaketime (Debian: apt-get install libfaketime).');
  if (options === 'list') {
    for (const { name, needs } of faultKinds) console.log(needs && !abilities[needs] ? `${name} (not here)` : name);
    return 0;
  }
  if (options.shrinkFile !== null) return shrinkPlan(readPlan(options.shrinkFile), abilities, options);
  const plan =
    options.replayFile === null
      ? makePlan({ ...options, kinds: kindsWith(abilities, options.only) })
      : readPlan(options.replayFile);
  return runOnce(plan, abilities, options);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (stop.aborted) console.error('Interrupted.');
  else console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}
// The channel to the launcher would keep this process alive.
process.exit();
