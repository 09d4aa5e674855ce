import type { Page } from '@wakeful/contracts';
import type { Pool, PoolClient, QueryArrayResult } from 'pg';
import { DataSource, type EntityManager, QueryRunnerAlreadyReleasedError } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { AnyStatement, Pages, Statement } from './statement.js';

/** What {@link rowsOf} a statement answers with. */
export type RowsOf<S> = S extends Statement<infer Row, never> ? Row[] : never;

/** Where statements run: the database, or the transaction that the manager stands for. */
export type Queryable = DataSource | EntityManager;

/** Parameters may be left out where all of them may. */
type Given<Parameters> = Record<never, never> extends Parameters ? [parameters?: Parameters] : [parameters: Parameters];

/** The rows that a SELECT, or a change with RETURNING, answers with. */
export async function rowsOf<Row, Parameters>(
  source: Queryable,
  statement: Statement<Row, Parameters>,
  ...[parameters]: Given<Parameters>
): Promise<Row[]> {
  const { rows } = await send(source, statement, parameters);
  return rows.map((values) => rowOf(statement, values) as Row);
}

/** How many rows an INSERT, UPDATE or DELETE changed. */
export async function changesOf<Row, Parameters>(
  source: Queryable,
  statement: Statement<Row, Parameters>,
  ...[parameters]: Given<Parameters>
): Promise<number> {
  return (await send(source, statement, parameters)).rowCount ?? 0;
}

/** One page of a list, with the number of all its entries. */
export async function readPage<Row, Filters>(
  source: Queryable,
  { items, total }: Pages<Row, Filters>,
  query: Filters & { page: number; pageSize: number },
): Promise<Page<Row>> {
  const { page, pageSize } = query;
  const [{ rows }, counted] = await Promise.all([
    send(source, items, { ...query, limit: pageSize, offset: (page - 1) * pageSize }),
    send(source, total, query),
  ]);
  return {
    items: rows.map((values) => rowOf(items, values) as Row),
    total: Number(counted.rows[0]?.[0]),
    page,
    pageSize,
  };
}

/** Runs what defines the schema, such as CREATE TABLE: it takes no parameters, and answers with nothing. */
export async function define(source: Queryable, sql: string): Promise<void> {
  const client = await clientOf(source);
  await client.query(sql);
}

function rowOf({ columns }: AnyStatement, values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [index, [name, { read, isNullable }]] of columns.entries()) {
    const value = values[index];
    if (value !== null) row[name] = read(value);
    else if (isNullable) row[name] = null;
    else throw new TypeError(`a statement answered with NULL in ${name}, which says that it has none`);
  }
  return row;
}

/** Straight to the driver: rows as arrays are cheaper, and every kind of statement answers in one shape. */
async function send(
  source: Queryable,
  { text, parameters, name }: AnyStatement,
  parametersGiven: unknown,
): Promise<QueryArrayResult<unknown[]>> {
  const given = (parametersGiven ?? {}) as Readonly<Record<string, unknown>>;
  const values = parameters.map(({ key, valueOf }) => valueOf(given[key] ?? null));
  const client = await clientOf(source);
  return client.query<unknown[]>({ text, values, rowMode: 'array', ...(name !== undefined && { name }) });
}

async function clientOf(source: Queryable): Promise<Pool | PoolClient> {
  const runner = source instanceof DataSource ? undefined : source.queryRunner;
  if (!runner) {
    const dataSource = source instanceof DataSource ? source : source.dataSource;
    return (dataSource.driver as PostgresDriver).master as Pool;
  }
  // TypeORM lets go of a connection that is lost within a transaction.
  if (runner.isReleased) throw new QueryRunnerAlreadyReleasedError();
  return (await runner.connect()) as PoolClient;
}
