import { createDataSource, databaseAddressOf, resealSecrets } from '@wakeful/persistence';
import { ConfigError, createLogger, environmentOfProgram, SecretBox } from '@wakeful/platform';
import { readResealConfig, resealVariables } from './config.js';

/** A step of an operator: seals every stored secret under the first key of SECRET_KEY, and ends. */
const logger = createLogger('reseal', 'info');
try {
  const config = readResealConfig(environmentOfProgram('reseal', resealVariables));
  const dataSource = await createDataSource(databaseAddressOf(config), 'wakeful-reseal', 2).initialize();
  try {
    for (const { column, resealed, unopened } of await resealSecrets(dataSource, new SecretBox(config.SECRET_KEY))) {
      logger.info({ column, resealed }, `${resealed} secrets were sealed under the newest key`);
      if (unopened.length === 0) continue;
      process.exitCode = 1;
      logger.error({ column, rows: unopened }, 'no key in SECRET_KEY opens these: add the key that sealed them');
    }
  } finally {
    await dataSource.destroy();
  }
} catch (error) {
  if (error instanceof ConfigError) logger.fatal(error.message);
  else logger.fatal({ err: error }, `cannot reseal: ${(error as Error).message}`);
  process.exit(1);
}
