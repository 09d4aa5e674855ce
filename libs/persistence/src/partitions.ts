import { DAY_MS } from '@wakeful/contracts';
import type { DataSource } from 'typeorm';
import { lockInTransaction } from './advisory-locks.js';
import { name, nothing, orNull, text, time } from './sql/column-types.js';
import { define, type Queryable, rowsOf } from './sql/run-statement.js';
import { statement } from './sql/statement.js';

const DAYS_BACK = 1;
const DAYS_AHEAD = 3;
/** Dropping a partition stops everything else on its parent: better tried again later than waited for. */
const DROP_LOCK_TIMEOUT_MS = 3_000;

/** Tables with a partition a day. */
export type DailyTable = 'checks' | 'network_events';
const DAILY_TABLES: readonly DailyTable[] = ['checks', 'network_events'];

export type PartitionedTable = DailyTable | 'check_rollups';

const startOfDay = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
const startOfMonth = (at: Date, offset = 0): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset));

/** Daily tables have a partition a day, `check_rollups` one a month; the name says which. */
const nameOf = (table: PartitionedTable, at: Date): string =>
  `${table}_${at
    .toISOString()
    .slice(0, table === 'check_rollups' ? 7 : 10)
    .replaceAll('-', '_')}`;

const tableByName = statement(
  { relname: text },
  { name },
  'SELECT relname FROM pg_class WHERE relname = $name AND relnamespace = current_schema()::regnamespace',
);
/** SQL for where the range of the partition `child` begins or ends. */
export const boundSql = (word: 'FROM' | 'TO'): string =>
  `substring(pg_get_expr(child.relpartbound, child.oid) FROM $$${word} \\('([^']+)'\\)$$)::timestamptz`;
const oldestPartitionOfChecks = statement(
  { oldest: orNull(time) },
  {},
  `SELECT min(${boundSql('FROM')}) AS oldest
     FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = 'checks'::regclass`,
);
const partitionsEndedBy = statement(
  { name: text },
  { parent: text, limit: time },
  `SELECT child.relname AS name
     FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = ($parent::text)::regclass AND ${boundSql('TO')} <= $limit`,
);

const makePartition = statement(
  { made: nothing },
  { parent: text, at: time },
  'SELECT make_partition($parent, $at) AS made',
);
const dropPartition = statement({ dropped: nothing }, { name: text }, 'SELECT drop_partition($name) AS dropped');

/** Asks the catalogue itself: `to_regclass` may answer from what the connection remembers from before a wait. */
async function doesExist(manager: Queryable, tableName: string): Promise<boolean> {
  const rows = await rowsOf(manager, tableByName, { name: tableName });
  return rows.length > 0;
}

/** Creates the partition that holds a moment, if it is missing, by the right of the tables' owner. */
async function ensurePartition(dataSource: DataSource, parent: PartitionedTable, at: Date): Promise<void> {
  const name = nameOf(parent, at);
  if (await doesExist(dataSource.manager, name)) return;
  await dataSource.transaction(async (manager) => {
    await lockInTransaction(manager, 'partitions');
    await rowsOf(manager, makePartition, { parent, at });
  });
}

/** Creates what is missing of the partitions from yesterday to three days ahead. */
export async function ensurePartitions(dataSource: DataSource, now: Date): Promise<void> {
  const today = startOfDay(now);
  for (let offset = -DAYS_BACK; offset <= DAYS_AHEAD; offset++) {
    const day = new Date(today.getTime() + offset * DAY_MS);
    for (const table of DAILY_TABLES) await ensurePartition(dataSource, table, day);
  }
  for (const offset of [-1, 0, 1]) await ensureRollupPartition(dataSource, startOfMonth(now, offset));
}

/** Creates the partition of one day, if it is missing. */
export const ensureDayPartition = (dataSource: DataSource, table: DailyTable, at: Date): Promise<void> =>
  ensurePartition(dataSource, table, at);

/** Creates the partition for the rollups of one month, if it is missing. */
export const ensureRollupPartition = (dataSource: DataSource, at: Date): Promise<void> =>
  ensurePartition(dataSource, 'check_rollups', at);

/** From when on single checks are kept: the start of the oldest partition. null: there is none. */
export async function oldestCheckDay(source: Queryable): Promise<Date | null> {
  const [partition] = await rowsOf(source, oldestPartitionOfChecks);
  return partition?.oldest ?? null;
}

/** The names of a parent's partitions that end before `limit`, read from their bounds. */
async function partitionsBefore(dataSource: DataSource, parent: PartitionedTable, limit: Date): Promise<string[]> {
  const rows = await rowsOf(dataSource, partitionsEndedBy, { parent, limit });
  return rows.map((row) => row.name);
}

async function drop(dataSource: DataSource, name: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await define(manager, `SET LOCAL lock_timeout = ${DROP_LOCK_TIMEOUT_MS}`);
    await rowsOf(manager, dropPartition, { name });
  });
}

/** Drops the partitions that end before a time. Returns their names. */
export async function dropPartitionsBefore(
  dataSource: DataSource,
  table: PartitionedTable,
  limit: Date,
): Promise<string[]> {
  const names = await partitionsBefore(dataSource, table, limit);
  for (const name of names) await drop(dataSource, name);
  return names;
}
