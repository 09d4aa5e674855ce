import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, signalProcess } from '../system/process-tree.js';
import type { FaultKind, World } from './fault-kind.js';

/** Its store is removed while it stands still, so that no instant is left in which it could come back with it. */
async function killWithoutStore({ chaos: { system } }: World): Promise<void> {
  const pid = system.pids()['nats'];
  const nats = pid === undefined ? null : identityOf(pid);
  if (!nats || !signalProcess(nats, 'SIGSTOP')) return;
  await rm(join(system.dataDir, 'nats', 'jetstream'), { recursive: true, force: true });
  signalProcess(nats, 'SIGKILL');
}

async function killTwice({ chaos: { system } }: World, forMs: number): Promise<void> {
  system.kill('nats', 'SIGKILL');
  await delay(forMs);
  system.kill('nats', 'SIGKILL');
}

/** What happens to NATS beyond its end. */
export const natsFaults: readonly FaultKind[] = [
  {
    name: 'NATS loses its store',
    victims: [],
    forMs: [0, 0],
    mayLose: () => true,
    inflict: killWithoutStore,
  },
  {
    name: 'kill NATS twice in a row',
    victims: [],
    forMs: [1_000, 4_000],
    inflict: (world, _victim, forMs) => killTwice(world, forMs),
  },
];
