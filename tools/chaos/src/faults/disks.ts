import { setTimeout as delay } from 'node:timers/promises';
import { type Store, stores } from '../system/chaos-system.js';
import type { FaultKind, World } from './fault-kind.js';

const NEARLY_FULL_BYTES = 2 ** 20;

async function fill({ chaos: { disks } }: World, store: Store, freeBytes: number, forMs: number): Promise<void> {
  await disks?.leaveFree(store, freeBytes);
  await delay(forMs);
  await disks?.makeRoom(store);
}

/** Disks without room. */
export const diskFaults: readonly FaultKind[] = stores.flatMap((store): FaultKind[] => [
  {
    name: `the disk of ${store} is full`,
    victims: [],
    forMs: [5_000, 30_000],
    needs: 'disks',
    inflict: (world, _victim, forMs) => fill(world, store, 0, forMs),
  },
  {
    name: `the disk of ${store} is nearly full`,
    victims: [],
    forMs: [5_000, 30_000],
    needs: 'disks',
    inflict: (world, _victim, forMs) => fill(world, store, NEARLY_FULL_BYTES, forMs),
  },
]);
