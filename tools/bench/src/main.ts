import { resolve } from 'node:path';
import { runBench } from './bench.js';
import { parseOptions, usage, UsageError } from './options.js';

const SAME_KEYSTROKE_MS = 500;

const stop = new AbortController();
const abandon = new AbortController();
let stoppedAtMs: number | null = null;

/** The first signal tears everything down in order, a second one at once. One Ctrl-C may arrive several times. */
function onSignal(): void {
  stoppedAtMs ??= performance.now();
  if (performance.now() - stoppedAtMs > SAME_KEYSTROKE_MS) abandon.abort();
  stop.abort(new Error('Interrupted.'));
}
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
// tools/bench.mjs holds a channel to this process, which closes when it is killed.
process.once('disconnect', onSignal);
abandon.signal.addEventListener('abort', () => setImmediate(() => process.exit(130)));

// The processes of the system have sessions of their own: they would outlive a benchmark that just ends.
process.on('uncaughtException', (error) => {
  console.error(error);
  abandon.abort();
});

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const repoRoot = resolve(import.meta.dirname, '../../..');
  const print = (text: string): void => console.log(text);
  const isReached = await runBench({ options, repoRoot, print, signal: stop.signal, abandonSignal: abandon.signal });
  return isReached ? 0 : 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof UsageError || stop.signal.aborted ? (error as Error).message : error);
  process.exitCode = 1;
}
// The channel to the launcher would keep this process alive.
process.exit();
