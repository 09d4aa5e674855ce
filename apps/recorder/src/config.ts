import { databaseVariables, integerVariable, loadConfig, serviceVariables } from '@wakeful/platform';
import { z } from 'zod';

const variables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  /** Days for which single checks are kept. */
  RETENTION_DAYS: integerVariable(1, 3650, 30),
  /** Somebody outside who is told every minute that checks are stored. */
  HEARTBEAT_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .optional(),
});
export type RecorderConfig = z.output<typeof variables>;

const migrateVariables = z.object({
  DATABASE_URL: databaseVariables.DATABASE_URL,
  NATS_URL: serviceVariables.NATS_URL,
  /** Copies of each stream in a NATS cluster. */
  STREAM_REPLICAS: integerVariable(1, 5, 1),
});
export type MigrateConfig = z.output<typeof migrateVariables>;

/** @throws ConfigError */
export const readRecorderConfig = (environment = process.env): RecorderConfig => loadConfig(variables, environment);

/** @throws ConfigError */
export const readMigrateConfig = (environment = process.env): MigrateConfig =>
  loadConfig(migrateVariables, environment);
