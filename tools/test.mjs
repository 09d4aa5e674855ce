// `npm test`: installs and builds what is missing, then runs every tier of the tests. Further arguments go to jest, as in
// `npm test -- --selectProjects unit`, and then it runs once, with nothing but them.
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

// Specs of the whole system that hold it to times run one after the other; what else there is, two at a time.
const timed = '/(alerts|commands|first-run|graceful-restart|kills|outage)\\.e2e';
const tiers = [
  ['--selectProjects', 'unit', '--maxWorkers', '2'],
  ['--selectProjects', 'integration', '--maxWorkers', '2'],
  ['--selectProjects', 'e2e', '--maxWorkers', '2', '--testPathIgnorePatterns', timed],
  ['--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', timed],
  ['--selectProjects', 'network', '--runInBand'],
];
/** Specs of this project cut cables: they get network and mount namespaces of their own, which end with them. */
const inPrivateNetwork = ['--net', '--mount', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

try {
  const node = await prepare();
  // Some specs need a Chromium; without one they say so.
  await runProgram(node, [join(root, 'apps', 'debug-session', 'dist', 'ensure-browser.js')]);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const given = process.argv.slice(2);
  for (const args of given.length > 0 ? [given] : tiers) {
    const code = args.includes('network')
      ? await runInPrivateNetwork(node, [...flags, jest, ...args])
      : await runProgram(node, [...flags, jest, ...args]);
    if (code !== 0) process.exitCode = code;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function runInPrivateNetwork(node, args) {
  const canBeMade = await runProgram('unshare', [...inPrivateNetwork, 'ip', 'route'], { stdio: 'ignore' }).catch(
    () => 1,
  );
  if (canBeMade !== 0) {
    console.warn('NOT RUN: the specs of the project "network" need Linux, root, and the programs unshare and ip.');
    return 0;
  }
  // Nothing can be downloaded in there.
  const { findNatsServer } = await import('../libs/launching/dist/index.js');
  const env = { ...process.env, WAKEFUL_PRIVATE_NETWORK: '1', NATS_SERVER_BIN: await findNatsServer() };
  return runProgram('unshare', [...inPrivateNetwork, node, ...args], { env });
}
