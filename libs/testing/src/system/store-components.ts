import { freePort } from '../process/free-port.js';
import { findNatsServer } from '../nats/find-nats-server.js';
import { startNatsServer } from '../nats/start-nats-server.js';
import { startPostgres, type PostgresServer } from '../postgres/start-postgres.js';
import type { ComponentDefinition } from './component.js';

export interface StoreHooks {
  onLine: (line: string) => void;
  onSpawn: (pid: number) => void;
}

export interface OwnNats {
  component: ComponentDefinition;
  url: string;
}

/** Our own nats-server. Its port stays the same over restarts, because the services know it. */
export async function natsComponent(
  storeDir: string,
  onProgress: (sentence: string) => void,
  hooks: StoreHooks,
): Promise<OwnNats> {
  const binary = await findNatsServer({ onProgress });
  const port = await freePort();
  return {
    url: `nats://127.0.0.1:${port}`,
    component: {
      name: 'nats',
      launch: () => startNatsServer({ binary, storeDir, port, detached: true, ...hooks }),
      isReady: () => Promise.resolve(true),
    },
  };
}

export interface OwnPostgres {
  component: ComponentDefinition;
  /** Of the administration database, once the server runs. */
  adminUrl(): string;
}

export interface OwnPostgresOptions {
  dataDir: string;
  durability: 'throwaway' | 'durable';
  settings: Readonly<Record<string, string>>;
}

/** Our own PostgreSQL, likewise. */
export async function postgresComponent(options: OwnPostgresOptions, hooks: StoreHooks): Promise<OwnPostgres> {
  const port = await freePort();
  let server: PostgresServer | undefined;
  return {
    adminUrl: () => {
      if (!server) throw new Error('PostgreSQL has not been started yet.');
      return server.url();
    },
    component: {
      name: 'postgres',
      launch: async () => (server = await startPostgres({ ...options, port, detached: true, ...hooks })),
      isReady: () => Promise.resolve(true),
    },
  };
}
