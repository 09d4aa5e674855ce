import { parseArgs } from 'node:util';
import { serviceNames } from '@wakeful/launching';

/** `load` is the one that --monitors and its like describe; the others are what the table in docs/benchmark.md needs. */
export const scenarioNames = [
  'load',
  'ramp',
  'throughput',
  'https',
  'half-load',
  'overload',
  'memory',
  'debug',
  'scale',
  'dashboard',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export interface BenchOptions {
  readonly scenarios: readonly ScenarioName[];
  readonly monitors: number;
  readonly intervalSeconds: number;
  readonly durationSeconds: number;
  readonly tls: boolean;
  readonly checkers: number;
  /** The rate that the system is taken to sustain; null: find it. */
  readonly sustainablePerSecond: number | null;
  readonly jsonFile: string | null;
  readonly profiledServices: readonly string[];
  /** How much of a past the monitors of the scenario "dashboard" have. */
  readonly historyDays: number;
  readonly postgresSettings: Readonly<Record<string, string>>;
}

/** Of PostgreSQL there is no profile of functions but one of statements. */
export const POSTGRES = 'postgres';
const profilable: readonly string[] = [...serviceNames, POSTGRES];

export const usage = `Usage: npm run bench [-- options]

Without options: every scenario of the table, about ten minutes.

  --scenario <name>    ${scenarioNames.join(', ')}; may be given several times
  --monitors <n>       monitors of the scenario "load" (20000)
  --interval <s>       their interval in seconds, 5 at least (5)
  --duration <s>       length of each measurement (60)
  --tls                the scenarios "load" and "ramp" use https
  --checkers <n>       checker processes (1)
  --rate <n>           checks per second that are taken to be sustainable, instead of finding it by the ramp
  --json <file>        also write the figures to a file
  --history <days>     rollups and outages that there are in the scenario "dashboard" (30)
  --profile <a,b>      CPU profiles of these services, with their costliest functions: ${profilable.join(', ')}
  --postgres <a=b>     a setting for PostgreSQL; may be given several times`;

const inDefaultRun: readonly ScenarioName[] = ['ramp', 'throughput', 'https', 'half-load', 'overload', 'memory'];
const forLoad = ['monitors', 'interval', 'tls'] as const;

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const values = parsedValues(args);
  if (values.help) return 'help';
  const isLoadDescribed = forLoad.some((name) => values[name] !== undefined);
  return {
    scenarios: values.scenario?.map(scenarioOf) ?? (isLoadDescribed ? ['load'] : inDefaultRun),
    monitors: integer('monitors', values.monitors ?? '20000', 1, 500_000),
    intervalSeconds: integer('interval', values.interval ?? '5', 5, 86_400),
    durationSeconds: integer('duration', values.duration ?? '60', 5, 3_600),
    tls: values.tls ?? false,
    checkers: integer('checkers', values.checkers ?? '1', 1, 64),
    sustainablePerSecond: values.rate === undefined ? null : integer('rate', values.rate, 1, 100_000),
    jsonFile: values.json ?? null,
    profiledServices: (values.profile ?? '').split(',').filter(Boolean).map(serviceOf),
    historyDays: integer('history', values.history ?? '30', 3, 390),
    postgresSettings: Object.fromEntries((values.postgres ?? []).map(settingOf)),
  };
}

function parsedValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string', multiple: true },
        monitors: { type: 'string' },
        interval: { type: 'string' },
        duration: { type: 'string' },
        tls: { type: 'boolean' },
        checkers: { type: 'string' },
        rate: { type: 'string' },
        json: { type: 'string' },
        history: { type: 'string' },
        profile: { type: 'string' },
        postgres: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function scenarioOf(name: string): ScenarioName {
  const found = scenarioNames.find((one) => one === name);
  if (!found) throw new UsageError(`There is no scenario "${name}"; there are ${scenarioNames.join(', ')}.`);
  return found;
}

function serviceOf(name: string): string {
  if (profilable.includes(name)) return name;
  throw new UsageError(`"${name}" cannot be profiled; there are ${profilable.join(', ')}.`);
}

function settingOf(text: string): [name: string, value: string] {
  const [, name, value] = /^([a-z_.]+)=(.+)$/.exec(text) ?? [];
  if (!name || !value)
    throw new UsageError(`--postgres must be a setting such as shared_buffers=128MB, not "${text}".`);
  return [name, value];
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not "${text}".`);
}
