// `npm start`: installs and builds what is missing, then runs Wakeful on this machine (tools/local-runner).
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

/** npm runs scripts in a shell, which does not pass on a signal that ends it: notice that it has gone instead. */
function stopWithNpm() {
  const shell = process.ppid;
  const watching = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watching);
    process.emit('SIGTERM', 'SIGTERM');
  }, 500);
  watching.unref();
}

try {
  if (process.env.npm_lifecycle_event) stopWithNpm();
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
