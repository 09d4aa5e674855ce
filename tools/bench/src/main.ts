import { resolve } from 'node:path';
import { listenForStopOfTool } from '@wakeful/launching';
import { runBench } from './bench.js';
import { parseOptions, usage, UsageError } from './options.js';

const { stop, abandon } = listenForStopOfTool();

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const repoRoot = resolve(import.meta.dirname, '../../..');
  const print = (text: string): void => console.log(text);
  const isReached = await runBench({ options, repoRoot, print, signal: stop, abandonSignal: abandon });
  return isReached ? 0 : 2;
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
