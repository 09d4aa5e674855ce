import { findNatsServer } from '../nats/find-nats-server.js';
import { jetStreamAnswers } from '../nats/jetstream-answers.js';
import { judgeRoom } from '../nats/room-on-disk.js';
import { type NatsServer, startNatsServer } from '../nats/start-nats-server.js';
import { type PostgresServer, startPostgres } from '../postgres/start-postgres.js';
import { freePort } from '../processes/free-port.js';
import type { ComponentDefinition } from './component.js';

const ANSWER_TIMEOUT_MS = 3_000;

export interface StoreHooks {
  onLine: (line: string) => void;
  onSpawn: (pid: number) => void;
}

export interface OwnNats {
  component: ComponentDefinition;
  /** Once the server runs. */
  url(): string;
}

/** Our own nats-server, ready and alive while JetStream answers. Its port stays the same over restarts, because the services know it. */
export async function natsComponent(
  storeDir: string,
  onProgress: (sentence: string) => void,
  hooks: StoreHooks,
): Promise<OwnNats> {
  const binary = await findNatsServer({ onProgress });
  const littleRoom = await judgeRoom(storeDir);
  if (littleRoom !== null) onProgress(littleRoom);
  let server: NatsServer | undefined;
  return {
    url: () => started(server, 'nats-server').url,
    component: {
      name: 'nats',
      launch: async () => {
        const port = server?.port ?? (await freePort());
        return (server = await startNatsServer({ binary, storeDir, port, detached: true, ...hooks }));
      },
      isReady: () => jetStreamAnswers(started(server, 'nats-server').url, ANSWER_TIMEOUT_MS),
      isAlive: () => jetStreamAnswers(started(server, 'nats-server').url, ANSWER_TIMEOUT_MS),
    },
  };
}

export interface OwnPostgres {
  component: ComponentDefinition;
  /** The URL of a database, once the server runs; without a name, of the one to administer from. */
  url(database?: string): string;
}

export interface OwnPostgresOptions {
  dataDir: string;
  durability: 'throwaway' | 'durable';
  settings: Readonly<Record<string, string>>;
}

/** Our own PostgreSQL, likewise. */
export function postgresComponent(options: OwnPostgresOptions, hooks: StoreHooks): OwnPostgres {
  let server: PostgresServer | undefined;
  return {
    url: (database) => started(server, 'PostgreSQL').url(database),
    component: {
      name: 'postgres',
      launch: async () => {
        const again = server && { port: server.port };
        return (server = await startPostgres({ ...options, ...again, detached: true, ...hooks }));
      },
      isReady: () => Promise.resolve(true),
    },
  };
}

function started<Server>(server: Server | undefined, name: string): Server {
  if (!server) throw new Error(`${name} has not been started yet.`);
  return server;
}
