import { rmSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystem, type StoreUrls, type System } from '@wakeful/launching';
import { SteppableClocks } from './clocks.js';
import { Relay } from './relay.js';
import { SmallDisks } from './small-disks.js';

/** Two of every service; debug sessions need browsers, which take what the others need, and have kill specs of their own. */
const INSTANCES = { gateway: 2, scheduler: 2, checker: 2, recorder: 2, notifier: 2, 'debug-session': 0 } as const;
export const services = Object.entries(INSTANCES).flatMap(([name, count]) =>
  Array.from({ length: count }, (_, n) => (n === 0 ? name : `${name}-${n + 1}`)),
);
export const stores = ['postgres', 'nats'] as const;
export type Store = (typeof stores)[number];

/** The wire of one process to one store is called `recorder-2→postgres`. */
export const wireName = (instance: string, store: Store): string => `${instance}→${store}`;

export interface ChaosSystem extends AsyncDisposable {
  readonly system: System;
  readonly repoRoot: string;
  readonly wires: ReadonlyMap<string, Relay>;
  /** null: this machine or this user cannot have them. */
  readonly disks: SmallDisks | null;
  readonly clocks: SteppableClocks | null;
}

export interface ChaosSystemOptions {
  readonly repoRoot: string;
  readonly disks: boolean;
  readonly clocks: boolean;
  readonly signal: AbortSignal;
  readonly abandonSignal: AbortSignal;
  /** Where to leave the logs of the services; null: nowhere. */
  readonly logsFolder: string | null;
}

/** The whole system in a temporary folder, with everything around it that faults need. */
export async function startChaosSystem(options: ChaosSystemOptions): Promise<ChaosSystem> {
  await using starting = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'wakeful-chaos-'));
  starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  // For the case that this process ends at once, without the above.
  const removeAtOnce = (): void => rmSync(dataDir, { recursive: true, force: true });
  process.once('exit', removeAtOnce);
  starting.defer(() => void process.off('exit', removeAtOnce));
  // PostgreSQL runs under an account of its own and has to pass this folder.
  await chmod(dataDir, 0o711);
  const { logsFolder } = options;
  if (logsFolder !== null) starting.defer(() => cp(join(dataDir, 'logs'), logsFolder, { recursive: true }));
  const disks = options.disks ? starting.use(await SmallDisks.mount(dataDir)) : null;
  const clocks = options.clocks ? await SteppableClocks.make(dataDir) : null;

  const wires = new Map<string, Relay>();
  const wireTo = async (instance: string, store: Store, address: string): Promise<string> => {
    const url = new URL(address);
    const relay = await Relay.start({ host: url.hostname, port: Number(url.port) });
    starting.defer(() => relay.close());
    wires.set(wireName(instance, store), relay);
    url.port = String(relay.port);
    return url.href;
  };
  const storeUrls = async ({ databaseUrl, natsUrl }: StoreUrls, instance: string): Promise<StoreUrls> => ({
    databaseUrl: await wireTo(instance, 'postgres', databaseUrl),
    natsUrl: await wireTo(instance, 'nats', natsUrl),
  });
  const system = starting.use(
    await startSystem({
      repoRoot: options.repoRoot,
      dataDir,
      durability: 'durable',
      // What fits on a small disk.
      postgresSettings: { shared_buffers: '64MB', max_wal_size: '128MB', min_wal_size: '32MB' },
      instances: INSTANCES,
      env: { RATE_LIMIT_PER_MINUTE: '1000000' },
      serviceEnv: clocks?.environments ?? {},
      // A process that is killed again and again is not one that cannot start.
      backOff: { firstDelayMs: 500, maxDelayMs: 10_000, resetAfterMs: 3_000 },
      storeUrls,
      signal: options.signal,
      abandonSignal: options.abandonSignal,
    }),
  );
  const started = starting.move();
  return {
    ...{ system, repoRoot: options.repoRoot, wires, disks, clocks },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
