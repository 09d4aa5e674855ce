import { parseArgs } from 'node:util';

export const usage = `Usage: npm run chaos -- [options]

Runs the whole system, two of every service, lets faults happen at random moments, and holds what is stored and told against
what the watched pages and the receiver of alerts logged themselves. Prints a table; the exit code is 1 if a promise was broken.

  --faults <n>      how many faults (20)
  --seed <n>        the same seed makes the same plan (random)
  --pace <s>        seconds from one fault to the next, on average (8)
  --only <text>     only kinds of faults whose name holds this; may be given several times
  --no-settle       do not wait two minutes, at the end, until missing slots have become gaps
  --replay <file>   do what a plan says, instead of making one
  --shrink <file>   find few faults of a plan that still break a promise; may take as long as 12 runs of it
  --keep-logs <dir> copy the logs of the services there, and what the oracle judged by
  --list            print the kinds of faults, and which this machine can do`;

export interface ChaosOptions {
  readonly faults: number;
  readonly seed: number;
  readonly paceMs: number;
  readonly only: readonly string[];
  readonly settle: boolean;
  readonly replayFile: string | null;
  readonly shrinkFile: string | null;
  readonly logsFolder: string | null;
}

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

/** @throws UsageError */
export function parseOptions(args: readonly string[], randomSeed: number): ChaosOptions | 'help' | 'list' {
  const values = parsedValues(args);
  if (values.help) return 'help';
  if (values.list) return 'list';
  return {
    faults: number('faults', values.faults ?? '20', 1, 100_000),
    seed: number('seed', values.seed ?? String(randomSeed), 0, 2 ** 32 - 1),
    paceMs: 1_000 * number('pace', values.pace ?? '8', 1, 600),
    only: values.only ?? [],
    settle: !values['no-settle'],
    replayFile: values.replay ?? null,
    shrinkFile: values.shrink ?? null,
    logsFolder: values['keep-logs'] ?? null,
  };
}

function parsedValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        faults: { type: 'string' },
        seed: { type: 'string' },
        pace: { type: 'string' },
        only: { type: 'string', multiple: true },
        'no-settle': { type: 'boolean' },
        replay: { type: 'string' },
        shrink: { type: 'string' },
        'keep-logs': { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not "${text}".`);
}
