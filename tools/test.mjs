// `npm test`: installs and builds what is missing, then runs `npm run verify`, which holds the unit tests, and the tiers
// that need servers. Further arguments go to jest, as in `npm test -- --selectProjects unit`, and then it runs once, with
// nothing but them; `npm test -- --coverage` measures the unit and integration tiers.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { prepare, root, runProgram } from './prepare.mjs';

/** Every integration or e2e spec starts servers of its own, for which half of the processors are left. */
const workersOf = (atLeast) => String(Math.max(atLeast, Math.floor(availableParallelism() / 2)));
/** More than a small machine has processors, as these specs mostly wait for other processes. */
const integrationWorkers = workersOf(3);
// Specs of the whole system that hold it to times run one after the other.
const timed = '/(alerts|chaos|commands|first-run|graceful-restart|kills|outage)\\.e2e';
/** What stands in one row runs at the same time: those of the project "network" mostly wait. */
const tiers = [
  [['--selectProjects', 'integration', '--maxWorkers', integrationWorkers]],
  [['--selectProjects', 'e2e', '--maxWorkers', workersOf(2), '--testPathIgnorePatterns', timed]],
  [
    ['--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', timed],
    ['--selectProjects', 'network', '--runInBand'],
  ],
];
/** Specs of this project cut cables: they get network and mount namespaces of their own, which end with them. */
const inPrivateNetwork = ['--net', '--mount', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

function runsOf(given) {
  if (given.length === 0) return tiers;
  // Services that run as processes of their own cannot be measured, and a floor holds for all specs together only.
  if (given.length === 1 && given[0] === '--coverage') {
    return [[['--selectProjects', 'unit', 'integration', '--maxWorkers', integrationWorkers, '--coverage']]];
  }
  return [[given]];
}

try {
  const node = await prepare();
  // Some specs need a Chromium; without one they say so.
  await runProgram(node, [join(root, 'apps', 'debug-session', 'dist', 'ensure-browser.js')]);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const given = process.argv.slice(2);
  const run = (args) => (args.includes('network') ? runInPrivateNetwork(node, args) : runProgram(node, args));
  const codes = given.length === 0 ? [await runProgram(node, [join(root, 'tools', 'verify.mjs')])] : [];
  for (const row of runsOf(given))
    codes.push(...(await Promise.all(row.map((args) => run([...flags, jest, ...args])))));
  process.exitCode = codes.find((code) => code !== 0) ?? 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function runInPrivateNetwork(node, args) {
  const isQuietly = async (command, ...args) =>
    (await runProgram(command, args, { stdio: 'ignore' }).catch(() => 1)) === 0;
  // As for Chromium: root on Debian gets what is missing.
  if (!(await isQuietly('ip', '-V')))
    await isQuietly('apt-get', 'install', '-y', '--no-install-recommends', 'iproute2');
  if (!(await isQuietly('unshare', ...inPrivateNetwork, 'ip', 'route'))) {
    console.warn('NOT RUN: the specs of the project "network" need Linux, root, and the programs unshare and ip.');
    return 0;
  }
  // Nothing can be downloaded in there.
  const { findNatsServer } = await import('../libs/launching/dist/index.js');
  const env = { ...process.env, WAKEFUL_PRIVATE_NETWORK: '1', NATS_SERVER_BIN: await findNatsServer() };
  return runProgram('unshare', [...inPrivateNetwork, node, ...args], { env });
}
