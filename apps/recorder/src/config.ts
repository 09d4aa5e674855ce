import {
  about,
  aboutSecret,
  databaseAddressVariables,
  databaseVariables,
  integerVariable,
  loadConfig,
  natsVariables,
  retentionVariables,
  serviceVariables,
} from '@wakeful/platform';
import { z } from 'zod';

export const recorderVariables = z.object({
  ...serviceVariables,
  ...databaseVariables,
  ...retentionVariables,
  DEBUG_MIN_INTERVAL_SECONDS: integerVariable(
    0,
    86_400,
    300,
    "Between two visits of a browser to one monitor's page because a downtime opened; in between a visit waits, if the downtime lasts that long. Visits that people ask for do not count",
  ),
  HEARTBEAT_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .optional()
    .meta(
      aboutSecret(
        'URL that receives a `POST` every minute while checks are being stored, so that an external service raises the alarm when it stops',
      ),
    ),
});
export type RecorderConfig = z.output<typeof recorderVariables>;

export const migrateVariables = z.object({
  ...databaseAddressVariables,
  ...natsVariables,
  DATABASE_ROLE_PREFIX: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,40}$/, 'must be the beginning of names of roles, such as wakeful_')
    .optional()
    .meta(
      about(
        'The services have roles of their own, such as `wakeful_gateway` for `wakeful_`, and the migration gives them what they need ([deployment.md](deployment.md#roles-in-postgres))',
      ),
    ),
  DEBUG_RETENTION_DAYS: retentionVariables.DEBUG_RETENTION_DAYS,
  STREAM_REPLICAS: integerVariable(1, 5, 1, 'Copies of each stream in a NATS cluster'),
});
export type MigrateConfig = z.output<typeof migrateVariables>;

/** @throws ConfigError */
export const readRecorderConfig = (environment = process.env): RecorderConfig =>
  loadConfig(recorderVariables, environment);

/** @throws ConfigError */
export const readMigrateConfig = (environment = process.env): MigrateConfig =>
  loadConfig(migrateVariables, environment);
