// `npm run api-fuzz`: installs and builds what is missing, then asks the API what its OpenAPI document allows and does not
// allow (tools/api-fuzz). Arguments go to it, as in `npm run api-fuzz -- --help`.
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

try {
  const node = await prepare();
  const fuzz = join(root, 'tools', 'api-fuzz', 'dist', 'main.js');
  process.exitCode = await runProgram(node, [fuzz, ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
