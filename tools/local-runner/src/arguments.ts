import { monitorUrl } from '@wakeful/contracts';

export interface RunnerArguments {
  /** Pages to monitor, in the order given, each once. */
  urls: readonly string[];
  demo: boolean;
  help: boolean;
}

/** The command line is not understood; the message is what to show. */
export class ArgumentError extends Error {
  readonly code = 'BAD_ARGUMENT';

  constructor(argument: string, why: string) {
    super(`${argument}: ${why}`);
    this.name = 'ArgumentError';
  }
}

export const USAGE = `Usage: npm start [-- [--no-demo] [URL ...]]

  URL          a page to monitor, such as https://example.com/
  --no-demo    without the demo target and its monitors
  --help       this text

Variables: PORT (3000), WAKEFUL_DATA_DIR (.wakeful), DATABASE_URL, NATS_URL, NATS_SERVER_BIN, LOG_LEVEL (info)
`;

/** @throws ArgumentError with a sentence for the first argument that is wrong. */
export function parseArguments(args: readonly string[]): RunnerArguments {
  const urls = new Set<string>();
  let demo = true;
  let help = false;
  for (const argument of args) {
    if (argument === '--no-demo') demo = false;
    else if (argument === '--help' || argument === '-h') help = true;
    else if (argument.startsWith('-')) throw new ArgumentError(argument, 'there is no such option; see --help');
    else urls.add(parseUrl(argument));
  }
  return { urls: [...urls], demo, help };
}

function parseUrl(argument: string): string {
  const result = monitorUrl.safeParse(argument);
  if (result.success) return result.data;
  const why = result.error.issues[0]?.message ?? 'is not a URL';
  throw new ArgumentError(argument, `${why}${suggestionFor(argument)}`);
}

/** Most often it is the scheme that is missing. */
function suggestionFor(argument: string): string {
  const url = monitorUrl.safeParse(`https://${argument}`);
  if (argument.includes('://') || !url.success) return '';
  return `. Did you mean ${new URL(url.data).href} ?`;
}
