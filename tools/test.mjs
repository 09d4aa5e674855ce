// `npm test`: installs and builds what is missing, then runs every tier of the tests. Further arguments go to jest, as in
// `npm test -- --selectProjects unit`.
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

try {
  const node = await prepare();
  // Some specs need a Chromium; without one they say so.
  await runProgram(node, [join(root, 'apps', 'debug-session', 'dist', 'ensure-browser.js')]);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  process.exitCode = await runProgram(node, [...flags, jest, ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
