import { arrayLiteral, type SqlType } from './column-types.js';
import { snakeCase } from './snake-case.js';

export type Types = Readonly<Record<string, SqlType<unknown>>>;
export type ValueOf<Type> = Type extends SqlType<infer T> ? T : never;

/** What a statement's columns are in TypeScript. */
export type RowOf<Columns extends Types> = { -readonly [Name in keyof Columns]: ValueOf<Columns[Name]> };

/** A parameter that is a table in SQL, and a list of rows in TypeScript. */
export interface RowSet<Columns extends Types> extends SqlType<readonly Readonly<RowOf<Columns>>[]> {
  readonly columns: Columns;
}

/** What is sent under one of `$1`, `$2`, …. */
export interface SentParameter {
  /** Under which the caller gives it. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  /** As which types Postgres may describe it. */
  readonly oids: readonly number[];
  /** Makes what the driver sends of what the caller gave under the name. */
  valueOf(given: unknown): unknown;
}

/**
 * A parameter of any number of rows, in one round trip: `$results` is a table `results` in SQL, with the columns in snake
 * case and their `position`, from 1 on. Each column is sent as one array.
 */
export const rowSet = <Columns extends Types>(columns: Columns): RowSet<Columns> => ({
  columns,
  oids: [],
  isNullable: false,
  isNarrowed: false,
  read: (value) => value as RowOf<Columns>[],
  write: (rows) => rows,
});

export const isRowSet = (type: SqlType<unknown>): type is RowSet<Types> => 'columns' in type;

const arraysOf = ({ columns }: RowSet<Types>) =>
  Object.entries(columns).map(([name, { array, write }]) => {
    if (!array) throw new TypeError(`the type of ${name} has no array type that a set of rows could use`);
    return { name, array, write };
  });

/** The set as a table whose first column is sent as `$first`. */
export function rowSetSql(name: string, set: RowSet<Types>, first: number): string {
  const arrays = arraysOf(set);
  const sent = arrays.map(({ array }, index) => `$${first + index}::${array.name}`);
  const names = [...arrays.map((column) => snakeCase(column.name)), 'position'];
  return `unnest(${sent.join(', ')}) WITH ORDINALITY AS ${snakeCase(name)} (${names.join(', ')})`;
}

export const sentColumns = (name: string, set: RowSet<Types>): SentParameter[] =>
  arraysOf(set).map((column) => ({
    key: name,
    name: `${name}.${column.name}`,
    oids: [column.array.oid],
    valueOf: (rows) =>
      arrayLiteral(
        column.array,
        (rows as readonly Readonly<Record<string, unknown>>[]).map((row) => {
          const value = row[column.name] ?? null;
          return value === null ? null : column.write(value);
        }),
      ),
  }));
