import { setTimeout as delay } from 'node:timers/promises';
import { checkedRows, runStatement } from '@wakeful/launching';
import pg from 'pg';
import { z } from 'zod';
import { services, wireName } from '../system/chaos-system.js';
import { childOf, signalProcess } from '../system/process-tree.js';
import type { FaultKind, World } from './fault-kind.js';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;
const RETRY_MS = 500;
/** More than PostgreSQL takes. */
const MANY_CONNECTIONS = 120;

/** A connection that goes straight to the server, by the name of which it can be distinguished from those of the services. */
async function connected<T>({ chaos: { system } }: World, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: system.databaseUrl,
    application_name: 'chaos',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** Another fault may hold the server meanwhile: what must not stay as it is is tried until it worked. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch {
      await delay(RETRY_MS);
    }
  }
}

/** Nothing happens when the server is away by another fault. */
const ifThere = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);

const backEnd = z.strictObject({ pid: z.number() });

const OTHERS = `FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'chaos'
                AND pid <> pg_backend_pid()`;

const terminate = (client: pg.Client, limit = 1_000): Promise<unknown> =>
  runStatement(
    client,
    `SELECT pg_terminate_backend(pid) FROM (SELECT pid ${OTHERS} ORDER BY random() LIMIT ${limit}) picked`,
  );

async function setReadOnly(client: pg.Client, isReadOnly: boolean): Promise<void> {
  const set = isReadOnly ? `SET default_transaction_read_only = on` : 'RESET default_transaction_read_only';
  await runStatement(client, `ALTER SYSTEM ${set}`);
  await runStatement(client, 'SELECT pg_reload_conf()');
}

async function beReadOnly(world: World, forMs: number): Promise<void> {
  await ifThere(connected(world, (client) => setReadOnly(client, true)));
  await delay(forMs);
  await untilDone(() => connected(world, (client) => setReadOnly(client, false)));
}

async function freezeBackEnds(world: World, limit: number, forMs: number): Promise<void> {
  const pids = await connected(world, (client) =>
    checkedRows(client, backEnd, `SELECT pid ${OTHERS} ORDER BY random() LIMIT ${limit}`),
  ).then(
    (rows) => rows.map(({ pid }) => pid),
    () => [],
  );
  const postmaster = world.chaos.system.pids()['postgres'];
  if (postmaster === undefined) return;
  const frozen = pids.flatMap((pid) => childOf(postmaster, pid) ?? []).filter((one) => signalProcess(one, 'SIGSTOP'));
  await delay(forMs);
  for (const one of frozen) signalProcess(one, 'SIGCONT');
}

async function failOver(world: World, forMs: number): Promise<void> {
  const wires = services.flatMap((name) => world.chaos.wires.get(wireName(name, 'postgres')) ?? []);
  await ifThere(connected(world, (client) => setReadOnly(client, true)));
  for (const wire of wires) wire.state = 'cut';
  await delay(forMs / 2);
  for (const wire of wires) wire.state = 'open';
  await delay(forMs / 2);
  await untilDone(() => connected(world, (client) => setReadOnly(client, false)));
  await ifThere(connected(world, (client) => terminate(client)));
}

async function takeConnections({ chaos: { system } }: World, forMs: number): Promise<void> {
  const taken: pg.Client[] = [];
  for (let n = 0; n < MANY_CONNECTIONS; n++) {
    const connectionTimeoutMillis = CONNECT_TIMEOUT_MS;
    const client = new pg.Client({
      connectionString: system.databaseUrl,
      application_name: 'chaos',
      connectionTimeoutMillis,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      // There are no more to be had.
      break;
    }
    taken.push(client);
  }
  await delay(forMs);
  for (const client of taken) void client.end().catch(() => undefined);
}

/** The tables that every check, window and message is written to. */
const BUSY_TABLES = ['monitors', 'monitor_schedule', 'monitor_state', 'downtime_windows', 'outbox', 'deliveries'];

/**
 * What the migrations of a release do to the busiest tables, in one transaction as they do: a column with a default and an index,
 * for which each table is locked against everyone. When it is over the next release takes them away again.
 */
async function migrateBusyTables(world: World, forMs: number): Promise<void> {
  const expand = BUSY_TABLES.map(
    (table) =>
      `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS chaos_number integer NOT NULL DEFAULT 0;
       CREATE INDEX IF NOT EXISTS chaos_${table} ON ${table} (chaos_number);`,
  );
  const contract = BUSY_TABLES.map((table) => `ALTER TABLE ${table} DROP COLUMN IF EXISTS chaos_number;`);
  await ifThere(connected(world, (client) => runStatement(client, expand.join('\n'))));
  await delay(forMs);
  await untilDone(() => connected(world, (client) => runStatement(client, contract.join('\n'))));
}

/** What happens to a database without the end of its server. */
export const postgresFaults: readonly FaultKind[] = [
  {
    name: 'end a back end of PostgreSQL',
    victims: [],
    forMs: [0, 0],
    inflict: async (world) => void (await ifThere(connected(world, (client) => terminate(client, 1)))),
  },
  {
    name: 'end all back ends of PostgreSQL',
    victims: [],
    forMs: [0, 0],
    inflict: async (world) => void (await ifThere(connected(world, (client) => terminate(client)))),
  },
  {
    name: 'freeze a back end of PostgreSQL',
    victims: [],
    forMs: [2_000, 20_000],
    inflict: (world, _victim, forMs) => freezeBackEnds(world, 1, forMs),
  },
  {
    name: 'freeze all back ends of PostgreSQL',
    victims: [],
    forMs: [1_000, 10_000],
    inflict: (world, _victim, forMs) => freezeBackEnds(world, 1_000, forMs),
  },
  {
    name: 'PostgreSQL takes no writes',
    victims: [],
    forMs: [3_000, 20_000],
    inflict: (world, _victim, forMs) => beReadOnly(world, forMs),
  },
  {
    name: 'PostgreSQL fails over',
    victims: [],
    forMs: [6_000, 26_000],
    inflict: (world, _victim, forMs) => failOver(world, forMs),
  },
  {
    name: 'all connections of PostgreSQL are taken',
    victims: [],
    forMs: [3_000, 15_000],
    inflict: (world, _victim, forMs) => takeConnections(world, forMs),
  },
  {
    name: 'the tables of PostgreSQL are migrated',
    victims: [],
    forMs: [1_000, 15_000],
    inflict: (world, _victim, forMs) => migrateBusyTables(world, forMs),
  },
];
