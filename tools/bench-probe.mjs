// `npm run bench:probe`: installs and builds what is missing, then measures what a check costs compared with a bare
// request (tools/bench/src/probe-cost).
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

try {
  process.exitCode = await runProgram(await prepare(), [join(root, 'tools', 'bench', 'dist', 'probe-main.js')]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
