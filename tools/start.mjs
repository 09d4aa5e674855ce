// `npm start`: installs and builds what is missing, then runs Wakeful on this machine (tools/local-runner).
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

try {
  const node = await prepare();
  const runner = join(root, 'tools', 'local-runner', 'dist', 'main.js');
  // The channel tells the runner when this process is killed, so that it does not stay behind.
  process.exitCode = await runProgram(node, [runner, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
