import { setTimeout as delay } from 'node:timers/promises';
import { services, stores, wireName } from '../system/chaos-system.js';
import type { Relay, RelayState } from '../system/relay.js';
import type { FaultKind, World } from './fault-kind.js';

const SLOW_MS = 700;
/** Only the services with a database have a wire to it. */
const hasDatabase = (service: string): boolean => !service.startsWith('checker');
const wires = services.flatMap((service) =>
  stores.filter((store) => store === 'nats' || hasDatabase(service)).map((store) => wireName(service, store)),
);

const wiresOf = ({ chaos }: World, victim: string): Relay[] =>
  [...chaos.wires].filter(([name]) => name === victim || name.endsWith(`→${victim}`)).map(([, wire]) => wire);

async function breakWires(world: World, victim: string, state: RelayState, forMs: number): Promise<void> {
  const broken = wiresOf(world, victim);
  for (const wire of broken) wire.state = state;
  await delay(forMs);
  for (const wire of broken) wire.state = 'open';
}

async function slowDown(world: World, victim: string, forMs: number): Promise<void> {
  const slow = wiresOf(world, victim);
  for (const wire of slow) wire.delayMs = SLOW_MS;
  await delay(forMs);
  for (const wire of slow) wire.delayMs = 0;
}

async function beAway({ receiver }: World, forMs: number): Promise<void> {
  receiver.isAway = true;
  await delay(forMs);
  receiver.isAway = false;
}

/** What happens between processes, and to the receivers of alerts. */
export const networkFaults: readonly FaultKind[] = [
  {
    name: 'cut a wire',
    victims: wires,
    forMs: [500, 20_000],
    inflict: (world, victim, forMs) => breakWires(world, victim ?? '', 'cut', forMs),
  },
  {
    name: 'silence a wire',
    victims: wires,
    forMs: [1_000, 20_000],
    inflict: (world, victim, forMs) => breakWires(world, victim ?? '', 'silent', forMs),
  },
  {
    name: 'slow down a wire',
    victims: wires,
    forMs: [3_000, 20_000],
    inflict: (world, victim, forMs) => slowDown(world, victim ?? '', forMs),
  },
  {
    name: 'cut all wires to a store',
    victims: stores,
    forMs: [500, 15_000],
    inflict: (world, victim, forMs) => breakWires(world, victim ?? '', 'cut', forMs),
  },
  {
    name: 'silence all wires to a store',
    victims: stores,
    forMs: [1_000, 15_000],
    inflict: (world, victim, forMs) => breakWires(world, victim ?? '', 'silent', forMs),
  },
  {
    name: 'the receiver of alerts is away',
    victims: [],
    forMs: [3_000, 20_000],
    inflict: (world, _victim, forMs) => beAway(world, forMs),
  },
];
