import { databaseVariables, integerVariable, loadConfig, serviceVariables } from '@wakeful/platform';
import { z } from 'zod';

const variables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  /** Monitors that one transaction claims at most. */
  SCHEDULER_CLAIM_LIMIT: integerVariable(1, 10_000, 1_000),
});
export type SchedulerConfig = z.output<typeof variables>;

/** @throws ConfigError */
export const readSchedulerConfig = (environment = process.env): SchedulerConfig => loadConfig(variables, environment);
