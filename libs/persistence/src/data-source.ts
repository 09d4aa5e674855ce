import { DataSource } from 'typeorm';
import { ApiKeyEntity, LoginLinkEntity, SessionEntity, UserEntity } from './access/access.entities.js';
import { connectionOf, type DatabaseAddress } from './database-address.js';
import { MaintenanceWindowEntity } from './maintenance-window.entity.js';
import { Initial1763856000000 } from './migrations/1763856000000-initial.js';
import { DebugSessions1764000000000 } from './migrations/1764000000000-debug-sessions.js';
import { Access1764100000000 } from './migrations/1764100000000-access.js';
import { Alerts1764200000000 } from './migrations/1764200000000-alerts.js';
import { StatusPages1764350000000 } from './migrations/1764350000000-status-pages.js';
import { AlertProgress1764400000000 } from './migrations/1764400000000-alert-progress.js';
import { LateResults1764410000000 } from './migrations/1764410000000-late-results.js';
import { EndedBy1764420000000 } from './migrations/1764420000000-ended-by.js';
import { PartitionFunctions1764440000000 } from './migrations/1764440000000-partition-functions.js';
import { MonitorEntity } from './monitor.entity.js';
import { NotificationChannelEntity } from './notification-channel.entity.js';
import { SnakeCaseNames } from './sql/snake-case.js';
import { StatusPageEntity, StatusUpdateEntity } from './status-pages/status-page.entities.js';

const STATEMENT_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

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
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // A host that vanished answers nothing: the client must not wait for ever, nor the server keep a dead client's locks.
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
    migrations: [
      Initial1763856000000,
      DebugSessions1764000000000,
      Access1764100000000,
      Alerts1764200000000,
      StatusPages1764350000000,
      AlertProgress1764400000000,
      LateResults1764410000000,
      EndedBy1764420000000,
      PartitionFunctions1764440000000,
    ],
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logging: false,
  });
}
