import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchedProcess, type ServiceName, serviceNames } from '@wakeful/launching';
import { services } from '../system/chaos-system.js';
import type { FaultKind, World } from './fault-kind.js';

const MIGRATION_GRACE_MS = 60_000;
const RETRY_MS = 1_000;
const withTwo = serviceNames.filter((name) => services.includes(`${name}-2`));

/** One after the other, each only when the one before is ready again. */
async function restartInTurn({ chaos: { system } }: World, service: ServiceName): Promise<void> {
  for (const name of services.filter((one) => one === service || one === `${service}-2`)) {
    await system.stopComponent(name);
    // While a store is away by another fault it does not get ready, and is tried again.
    while (
      !(await system.startComponent(name).then(
        () => true,
        () => false,
      ))
    ) {
      await system.stopComponent(name);
      await delay(RETRY_MS);
    }
  }
}

/** The migration step of a release, while everything works. It fails when a store is away, as in a real update. */
async function migrate({ chaos: { system, repoRoot } }: World): Promise<void> {
  const env = {
    ...process.env,
    DATABASE_URL: system.databaseUrl,
    NATS_URL: system.natsUrl,
    LOG_LEVEL: 'fatal',
    PORT: '0',
  };
  const entryPoint = join(repoRoot, 'apps/recorder/dist/migrate.js');
  const step = await LaunchedProcess.launch(process.execPath, [entryPoint], { cwd: repoRoot, env });
  const timer = setTimeout(() => step.kill('SIGKILL'), MIGRATION_GRACE_MS);
  await step.exited.finally(() => clearTimeout(timer));
}

/** What is done to a system on purpose. */
export const restartFaults: readonly FaultKind[] = [
  {
    name: 'restart a service in turn',
    victims: withTwo,
    forMs: [0, 0],
    inflict: (world, victim) => restartInTurn(world, victim as ServiceName),
  },
  {
    name: 'migrate under load',
    victims: [],
    forMs: [0, 0],
    inflict: (world) => migrate(world),
  },
];
