import { number } from './column-types.js';
import {
  isRowSet,
  type RowOf,
  rowSetSql,
  sentColumns,
  type SentParameter,
  type Types,
  type ValueOf,
} from './row-set.js';

type MayBeLeftOut<Parameters extends Types> = {
  [Name in keyof Parameters]: null extends ValueOf<Parameters[Name]> ? Name : never;
}[keyof Parameters];
/** What a statement takes of a parameter's type; it changes no list. */
type Given<Type> = ReadOnly<ValueOf<Type>>;
type ReadOnly<T> = T extends (infer Item)[] ? readonly Item[] : T;
/** What a statement is sent with: a parameter that takes null may be left out. */
export type ParametersOf<Parameters extends Types> = {
  [Name in Exclude<keyof Parameters, MayBeLeftOut<Parameters>>]: Given<Parameters[Name]>;
} & { [Name in MayBeLeftOut<Parameters>]?: Given<Parameters[Name]> | undefined };

/** An SQL statement that is sent with `Parameters` and answers with rows of the type `Row`. */
export interface Statement<Row, Parameters> {
  /** With `$1`, `$2`, …, as Postgres wants it. */
  readonly text: string;
  readonly columns: readonly (readonly [name: string, type: Types[string]])[];
  /** By their position. */
  readonly parameters: readonly SentParameter[];
  /** Under which each connection prepares it once; without one it is parsed and planned each time. */
  readonly name?: string;
  /** Only types. */
  readonly row?: Row;
  readonly sentWith?: (parameters: Parameters) => void;
}

export type AnyStatement = Statement<unknown, never>;

const PARAMETER = /(?<![$\w])\$([a-zA-Z]\w*)/g;

/** Every statement of the program: a test prepares them all on the migrated schema. */
export const definedStatements: AnyStatement[] = [];

/**
 * Defines a statement. Its text names parameters as `$monitorId`; its columns are `monitor_id` in SQL and `monitorId` in
 * rows, in the same order. Rows that are sent, {@link rowSet}, stand in it as a table, as in `FROM $results`. `statements.integration.spec.ts` holds both against the schema.
 * @throws TypeError when text and parameters do not fit each other
 */
export function statement<Columns extends Types, Parameters extends Types>(
  columns: Columns,
  parameters: Parameters,
  sql: string,
): Statement<RowOf<Columns>, ParametersOf<Parameters>> {
  const sent: SentParameter[] = [];
  const places = new Map<string, string>();
  const place = (name: string): string => {
    const type = parameters[name];
    if (!type) throw new TypeError(`a statement does not say the type of $${name}: ${sql}`);
    const first = sent.length + 1;
    if (isRowSet(type)) {
      sent.push(...sentColumns(name, type));
      return rowSetSql(name, type, first);
    }
    sent.push({ key: name, name, oids: type.oids, valueOf: (given) => (given === null ? null : type.write(given)) });
    return `$${first}`;
  };
  const text = sql.replace(PARAMETER, (_match, name: string) => {
    const known = places.get(name) ?? place(name);
    places.set(name, known);
    return known;
  });
  const unused = Object.keys(parameters).filter((name) => !places.has(name));
  if (unused.length > 0) throw new TypeError(`a statement does not use ${unused.join(', ')}: ${sql}`);
  const defined = { text, columns: Object.entries(columns), parameters: sent };
  definedStatements.push(defined);
  return defined;
}

/**
 * A statement that is sent many times a second: each connection prepares it under this name, so that it is parsed once and seldom
 * planned. The server keeps it for as long as the connection lives, so the others are not prepared.
 */
export const often = <Row, Parameters>(
  name: string,
  statement: Statement<Row, Parameters>,
): Statement<Row, Parameters> => ({ ...statement, name });

/** A statement that answers with no rows. */
export const changeStatement = <Parameters extends Types>(parameters: Parameters, sql: string) =>
  statement({}, parameters, sql);

/** The two statements of a list that is read page by page. */
export interface Pages<Row, Filters> {
  readonly items: Statement<Row, Filters & { limit: number; offset: number }>;
  readonly total: Statement<{ total: number }, Filters>;
}

/**
 * Defines a list that is read page by page. A filter is a parameter that lets everything through when it is null, which
 * Postgres finds out before it plans: `$state::text IS NULL OR d.state = $state`.
 */
export function pagesOf<Columns extends Types, Filters extends Types>(
  columns: Columns,
  filters: Filters,
  { select, from, orderBy }: { select: string; from: string; orderBy: string },
): Pages<RowOf<Columns>, ParametersOf<Filters>> {
  const paging = { ...filters, limit: number, offset: number };
  const items = statement(columns, paging, `SELECT ${select} ${from} ORDER BY ${orderBy} LIMIT $limit OFFSET $offset`);
  const total = statement({ total: number }, filters, `SELECT count(*) AS total ${from}`);
  return { items, total } as unknown as Pages<RowOf<Columns>, ParametersOf<Filters>>;
}
