import { setTimeout as delay } from 'node:timers/promises';
import { services, stores } from '../system/chaos-system.js';
import { identityOf, signalProcess } from '../system/process-tree.js';
import type { FaultKind, World } from './fault-kind.js';

const isChecker = (victim: string | null): boolean => victim?.startsWith('checker') ?? false;

function kill({ chaos: { system } }: World, names: readonly string[]): void {
  for (const name of names) system.kill(name, 'SIGKILL');
}

async function freeze({ chaos: { system } }: World, name: string, forMs: number): Promise<void> {
  const pid = system.pids()[name];
  const frozen = pid === undefined ? null : identityOf(pid);
  if (!frozen || !signalProcess(frozen, 'SIGSTOP')) return;
  await delay(forMs);
  signalProcess(frozen, 'SIGCONT');
}

/** Kills and freezes of whole processes. */
export const processFaults: readonly FaultKind[] = [
  {
    name: 'kill a service',
    victims: services,
    forMs: [0, 0],
    mayLose: isChecker,
    inflict: (world, victim) => Promise.resolve(kill(world, [victim ?? ''])),
  },
  {
    name: 'freeze a service',
    victims: services,
    forMs: [1_000, 20_000],
    inflict: (world, victim, forMs) => freeze(world, victim ?? '', forMs),
  },
  {
    name: 'freeze a service, then kill it',
    victims: services,
    forMs: [1_000, 8_000],
    mayLose: isChecker,
    inflict: async (world, victim, forMs) => {
      await freeze(world, victim ?? '', forMs);
      kill(world, [victim ?? '']);
    },
  },
  {
    name: 'kill a store',
    victims: stores,
    forMs: [0, 0],
    inflict: (world, victim) => Promise.resolve(kill(world, [victim ?? ''])),
  },
  {
    name: 'freeze a store',
    victims: stores,
    forMs: [1_000, 25_000],
    inflict: (world, victim, forMs) => freeze(world, victim ?? '', forMs),
  },
  {
    name: 'kill both stores',
    victims: [],
    forMs: [0, 0],
    inflict: (world) => Promise.resolve(kill(world, stores)),
  },
  {
    // As after a loss of power, but for what a real one takes from the caches of disks.
    name: 'kill everything',
    victims: [],
    forMs: [0, 0],
    mayLose: () => true,
    inflict: (world) => Promise.resolve(kill(world, Object.keys(world.chaos.system.pids()))),
  },
];
