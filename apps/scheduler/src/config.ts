import { databaseVariables, integerVariable, loadConfig, serviceVariables } from '@wakeful/platform';
import { z } from 'zod';

export const schedulerVariables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  SCHEDULER_CLAIM_LIMIT: integerVariable(1, 10_000, 1_000, 'How many monitors one transaction may claim'),
});
export type SchedulerConfig = z.output<typeof schedulerVariables>;

/** @throws ConfigError */
export const readSchedulerConfig = (environment = process.env): SchedulerConfig =>
  loadConfig(schedulerVariables, environment);
