import { resolve } from 'node:path';
import { run } from './run.js';
import { listenForStop } from './stop-signals.js';
import { Terminal } from './terminal.js';

const signals = listenForStop();
// "At once" includes this process: whatever it still waits for is being killed.
signals.abandon.addEventListener('abort', () => setImmediate(() => process.exit(130)));

const exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  repoRoot: resolve(import.meta.dirname, '../../..'),
  terminal: new Terminal(),
  signals,
});
process.exit(exitCode);
