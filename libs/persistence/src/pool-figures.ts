import type { FigureSource } from '@wakeful/platform';
import type { Pool } from 'pg';
import { Gauge } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

const connections = new Gauge({
  name: 'wakeful_database_connections',
  help: 'Connections of this instance to Postgres.',
  labelNames: ['state'],
});

const maxConnections = new Gauge({
  name: 'wakeful_database_max_connections',
  help: 'Connections to Postgres that this instance opens at most (DATABASE_POOL_SIZE).',
});

const waitingRequests = new Gauge({
  name: 'wakeful_database_waiting_requests',
  help: 'Requests of this instance that wait for a connection to become free.',
});

/** How far the connections to Postgres are used up. */
export function poolFigures(dataSource: DataSource): FigureSource {
  const read = (): Promise<void> => {
    const pool = (dataSource.driver as PostgresDriver).master as Pool;
    connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    connections.set({ state: 'idle' }, pool.idleCount);
    maxConnections.set(pool.options.max);
    waitingRequests.set(pool.waitingCount);
    return Promise.resolve();
  };
  return { name: 'connections to Postgres', read, forget: () => connections.reset() };
}
