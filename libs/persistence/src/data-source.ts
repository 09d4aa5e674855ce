import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { ApiKeyEntity, LoginLinkEntity, SessionEntity, UserEntity } from './access/access.entities.js';
import { connectionOf, type DatabaseAddress } from './database-address.js';
import { MaintenanceWindowEntity } from './maintenance-window.entity.js';
import { MonitorEntity } from './monitor.entity.js';
import { NotificationChannelEntity } from './notification-channel.entity.js';
import { SnakeCaseNames } from './sql/snake-case.js';
import { StatusPageEntity, StatusUpdateEntity } from './status-pages/status-page.entities.js';

const STATEMENT_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

/** Every file of the folder: a migration is part of the program when it is there. */
const migrations: (new () => MigrationInterface)[] = [];
for (const file of readdirSync(join(import.meta.dirname, 'migrations')).sort()) {
  if (!/^\d+-.+\.[jt]s$/.test(file)) continue;
  const exported = (await import(`./migrations/${file}`)) as Record<string, new () => MigrationInterface>;
  migrations.push(...Object.values(exported));
}

/**
 * A connection that may be lost at any moment. Between two statements, and while the pool hands it over, nothing listens to
 * it, and Node ends a process whose emitter has no listener for an error. The next statement fails with the loss.
 */
class PooledClient extends pg.Client {
  constructor(options?: pg.ClientConfig) {
    super(options);
    this.on('error', () => undefined);
  }
}

/** A data source that is not connected yet. `applicationName` shows in pg_stat_activity. */
export function createDataSource(
  address: DatabaseAddress | string,
  applicationName: string,
  poolSize = 10,
): DataSource {
  const { connectionString, ssl } = connectionOf(typeof address === 'string' ? { url: address } : address);
  return new DataSource({
    type: 'postgres',
    url: connectionString,
    ...(ssl && { ssl }),
    applicationName,
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      Client: PooledClient,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // A host that vanished answers nothing: the client must not wait forever, nor the server keep a dead client's
      // locks.
      query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
    namingStrategy: new SnakeCaseNames(),
    entities: [
      ApiKeyEntity,
      LoginLinkEntity,
      MaintenanceWindowEntity,
      MonitorEntity,
      NotificationChannelEntity,
      SessionEntity,
      StatusPageEntity,
      StatusUpdateEntity,
      UserEntity,
    ],
    migrations,
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logging: false,
  });
}
