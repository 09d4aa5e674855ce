// `npm run chaos`: installs and builds what is missing, then runs the whole system under faults (tools/chaos). Arguments go
// to it, as in `npm run chaos -- --help`.
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

try {
  const node = await prepare();
  const chaos = join(root, 'tools', 'chaos', 'dist', 'main.js');
  // The channel tells it when this process is killed, so that it does not stay behind.
  process.exitCode = await runProgram(node, [chaos, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
