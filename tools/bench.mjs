// `npm run bench`: installs and builds what is missing, then measures the whole system (tools/bench). Arguments go to it,
// as in `npm run bench -- --help`.
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

try {
  const node = await prepare();
  const bench = join(root, 'tools', 'bench', 'dist', 'main.js');
  // The channel tells the benchmark when this process is killed, so that it does not stay behind.
  process.exitCode = await runProgram(node, [bench, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
