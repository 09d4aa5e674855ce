import {
  databaseAddressVariables,
  databaseVariables,
  integerVariable,
  loadConfig,
  natsVariables,
  retentionVariables,
  serviceVariables,
} from '@wakeful/platform';
import { z } from 'zod';

const variables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  ...retentionVariables,
  /** Between two visits of a browser to one monitor's page because its downtime windows opened. */
  DEBUG_MIN_INTERVAL_SECONDS: integerVariable(0, 86_400, 300),
  /** URL that receives a POST every minute while checks are being stored. */
  HEARTBEAT_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .optional(),
});
export type RecorderConfig = z.output<typeof variables>;

const migrateVariables = z.object({
  ...databaseAddressVariables,
  ...natsVariables,
  /** The services have roles of their own in Postgres, named by it and the service. */
  DATABASE_ROLE_PREFIX: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,40}$/, 'must be the beginning of names of roles, such as wakeful_')
    .optional(),
  DEBUG_RETENTION_DAYS: retentionVariables.DEBUG_RETENTION_DAYS,
  /** Copies of each stream in a NATS cluster. */
  STREAM_REPLICAS: integerVariable(1, 5, 1),
});
export type MigrateConfig = z.output<typeof migrateVariables>;

/** @throws ConfigError */
export const readRecorderConfig = (environment = process.env): RecorderConfig => loadConfig(variables, environment);

/** @throws ConfigError */
export const readMigrateConfig = (environment = process.env): MigrateConfig =>
  loadConfig(migrateVariables, environment);
