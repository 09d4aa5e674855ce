import type { FactoryProvider, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { DependencyLog } from './dependency-log.js';
import { LOGGER } from './logger.token.js';
import type { Logger } from './logging.js';
import { PeriodicJob } from './periodic-job.js';

type Class = abstract new (...args: never[]) => unknown;
type InstancesOf<Classes extends readonly Class[]> = {
  [Index in keyof Classes]: Classes[Index] extends abstract new (...args: never[]) => infer Instance ? Instance : never;
};

export interface JobDefinition<Needs extends readonly Class[]> {
  /** What it does, for the log: "settling of gaps". */
  readonly name: string;
  /** From the end of one run to the start of the next. */
  readonly intervalMs: number;
  /** The providers that `run` is called with. */
  readonly needs: readonly [...Needs];
  /** One run. It ends soon after the signal is aborted. */
  readonly run: (job: { signal: AbortSignal; logger: Logger }, ...needs: InstancesOf<Needs>) => Promise<unknown>;
}

/** A provider that runs something at once and then again and again for as long as the service does. See {@link PeriodicJob}. */
export const periodicJob = <const Needs extends readonly Class[]>({
  name,
  intervalMs,
  needs,
  run,
}: JobDefinition<Needs>): FactoryProvider => ({
  provide: Symbol(name),
  inject: [LOGGER, DependencyLog, ...needs],
  useFactory: (
    logger: Logger,
    dependencies: DependencyLog,
    ...instances: InstancesOf<Needs>
  ): OnApplicationBootstrap & OnModuleDestroy => {
    const runOnce = async (signal: AbortSignal): Promise<void> => {
      await run({ signal, logger }, ...instances);
    };
    const job = new PeriodicJob({ name, intervalMs, run: runOnce, logger, dependencies });
    return { onApplicationBootstrap: () => job.start(), onModuleDestroy: () => job.stop() };
  },
});
