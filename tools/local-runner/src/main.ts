import { resolve } from 'node:path';
import { listenForStopOfTool } from '@wakeful/launching';
import { run } from './run.js';
import { Terminal } from './terminal.js';

const exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  repoRoot: resolve(import.meta.dirname, '../../..'),
  terminal: new Terminal(),
  signals: listenForStopOfTool(),
});
process.exit(exitCode);
