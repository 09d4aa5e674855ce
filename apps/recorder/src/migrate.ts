import { natsOptionsOf, provisionStreams } from '@wakeful/messaging';
import { databaseAddressOf, runMigrations } from '@wakeful/persistence';
import { ConfigError, createLogger, environmentOfProgram } from '@wakeful/platform';
import { migrateVariables, readMigrateConfig } from './config.js';

/** The step before the services start: brings the database and the streams to what this version expects, and ends. */
const logger = createLogger('migrate', 'info');
try {
  const config = readMigrateConfig(environmentOfProgram('migrate', migrateVariables));
  await runMigrations(databaseAddressOf(config), { rolePrefix: config.DATABASE_ROLE_PREFIX });
  await provisionStreams(natsOptionsOf(config, 'migrate'), {
    replicas: config.STREAM_REPLICAS,
    artifactDays: config.DEBUG_RETENTION_DAYS,
  });
  logger.info('database and streams are up to date');
} catch (error) {
  if (error instanceof ConfigError) logger.fatal(error.message);
  else logger.fatal({ err: error }, `cannot migrate: ${(error as Error).message}`);
  process.exit(1);
}
