import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@wakeful/testing';
import type { FarSideOrder, ResolverMode } from './far-side.fixture.js';

/** Set by tools/test.mjs, which runs these specs in network and mount namespaces of their own. */
const IS_PRIVATE = process.env['WAKEFUL_PRIVATE_NETWORK'] === '1';

const RESOLVER_ADDRESS = '10.77.0.53';
const NEAR_ADDRESS = '10.76.0.1';
const FAR_ADDRESS = '10.76.0.2';

const run = promisify(execFile);
const namespaceOf = (pid: number | undefined): Promise<string> => readlink(`/proc/${pid}/ns/net`);
const ip = async (...args: string[]): Promise<void> => void (await run('ip', args));

/**
 * This machine with one uplink, behind which are web sites and the name server. The uplink, the name server and each
 * address can be cut.
 */
export interface PrivateNetwork extends AsyncDisposable {
  /** Takes the network interface down: there is no route left. */
  unplug(): Promise<void>;
  /** Loses every answer: there is a route, and no one is heard. */
  loseEverything(): Promise<void>;
  /** Ends either. */
  restore(): Promise<void>;
  setResolver(mode: ResolverMode): Promise<void>;
  /** Takes an address from the far side: packets to it are lost. */
  removeAddress(address: string): Promise<void>;
}

/** Makes the network. `names` are the web sites by host name, each at an address of 10.77.0.0/16. */
export async function startPrivateNetwork(names: Record<string, string>, folder: string): Promise<PrivateNetwork> {
  if (!IS_PRIVATE) {
    throw new Error(
      'This spec needs a network namespace of its own. Run it by "npm test -- --selectProjects network" on Linux, as root.',
    );
  }
  const farSide = spawn('unshare', ['--net', process.execPath, join(import.meta.dirname, 'far-side.fixture.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(farSide, 'spawn');
  // It is `unshare` first, in the namespace of this process.
  await waitFor(async () => (await namespaceOf(farSide.pid)) !== (await namespaceOf(process.pid)), {
    what: 'the namespace of the far side',
  });
  const inside = async (...args: string[]): Promise<void> =>
    void (await run('nsenter', ['--target', String(farSide.pid), '--net', 'ip', ...args]));
  const tell = async (order: FarSideOrder): Promise<void> => {
    const done = once(farSide, 'message');
    farSide.send(order);
    await done;
  };
  await connect(farSide, inside);
  await inside('address', 'add', `${RESOLVER_ADDRESS}/32`, 'dev', 'lo');
  for (const address of new Set(Object.values(names))) await inside('address', 'add', `${address}/32`, 'dev', 'lo');
  await tell({ type: 'listen', resolverAddress: RESOLVER_ADDRESS, names });
  const resolvConf = join(folder, 'resolv.conf');
  await writeFile(resolvConf, `nameserver ${RESOLVER_ADDRESS}\noptions timeout:1 attempts:2\n`);
  await run('mount', ['--bind', resolvConf, '/etc/resolv.conf']);
  return {
    unplug: () => ip('link', 'set', 'uplink', 'down'),
    loseEverything: () => inside('route', 'add', 'blackhole', `${NEAR_ADDRESS}/32`),
    restore: async () => {
      await inside('route', 'del', 'blackhole', `${NEAR_ADDRESS}/32`).catch(() => undefined);
      await plugIn();
    },
    setResolver: (mode) => tell({ type: 'resolver', mode }),
    removeAddress: async (address) => {
      await inside('address', 'del', `${address}/32`, 'dev', 'lo');
      // Without it the far side would send the packets back where they came from.
      await inside('route', 'add', 'blackhole', `${address}/32`);
    },
    [Symbol.asyncDispose]: async () => {
      await run('umount', ['/etc/resolv.conf']);
      farSide.disconnect();
      await once(farSide, 'exit');
    },
  };
}

async function connect(farSide: ChildProcess, inside: (...args: string[]) => Promise<void>): Promise<void> {
  await ip('link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'far', 'netns', String(farSide.pid));
  await ip('address', 'add', `${NEAR_ADDRESS}/24`, 'dev', 'uplink');
  await inside('link', 'set', 'lo', 'up');
  await inside('address', 'add', `${FAR_ADDRESS}/24`, 'dev', 'far');
  await inside('link', 'set', 'far', 'up');
  await plugIn();
}

/** An interface that was down has lost its routes. */
async function plugIn(): Promise<void> {
  await ip('link', 'set', 'uplink', 'up');
  await ip('route', 'replace', 'default', 'via', FAR_ADDRESS);
}
