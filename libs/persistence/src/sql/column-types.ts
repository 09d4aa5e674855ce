import { storableJson, storableText } from '../storable-text.js';

/** How a column or a parameter of a statement looks in Postgres and in TypeScript. */
export interface SqlType<T> {
  /** As which types Postgres may describe it: `oid` of pg_type. */
  readonly oids: readonly number[];
  readonly isNullable: boolean;
  /** The column can be NULL in its table, but the statement selects only rows in which it is not. */
  readonly isNarrowed: boolean;
  /** Makes the value out of what the driver reads; never gets null. */
  read(value: unknown): T;
  /** Makes what the driver sends; never gets null. */
  write(value: T): unknown;
  /** Its array type, for a column of a {@link RowSet}; a type without one cannot be in a set. */
  readonly array?: ArrayType;
}

interface ArrayType {
  /** `uuid[]` */
  readonly name: string;
  readonly oid: number;
  /** Makes one element of an array literal of what `write` made. */
  element(value: unknown): string;
}

const quoted = (value: unknown): string => `"${String(value).replace(/["\\]/g, '\\$&')}"`;
const arrayOf = (name: string, oid: number, element = quoted): ArrayType => ({ name: `${name}[]`, oid, element });

/** An array as Postgres reads it, {1,NULL,2}. Cheaper than what the driver makes, which quotes every element. */
export const arrayLiteral = ({ element }: ArrayType, values: readonly unknown[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : element(value))).join(',')}}`;

interface Conversions<T> {
  read?: (value: unknown) => T;
  write?: (value: T) => unknown;
  array?: ArrayType;
}
const asIs = <T>(value: unknown): T => value as T;
const type = <T>(oids: number[], { read = asIs, write = asIs, array }: Conversions<T> = {}): SqlType<T> => ({
  oids,
  isNullable: false,
  isNarrowed: false,
  read,
  write,
  ...(array && { array }),
});

const TEXTS = [25, 1043, 19];
const TIMESTAMPTZ = [1184];
const dateOf = (value: unknown): Date => value as Date;

const uuidArray = arrayOf('uuid', 2951, String);
const textArray = arrayOf('text', 1009);
const intArray = arrayOf('int', 1007, String);
const timeArray = arrayOf(
  'timestamptz',
  1185,
  (value) => `"${value instanceof Date ? value.toISOString() : String(value)}"`,
);

/** What a function answers with that is called for its effect. */
export const nothing = type<unknown>([2278]);
export const bool = type<boolean>([16], { array: arrayOf('boolean', 1000, String) });
export const bytes = type<Buffer>([17], {
  array: arrayOf('bytea', 1001, (value) => `"\\\\x${(value as Buffer).toString('hex')}"`),
});
export const uuid = type<string>([2950], { array: uuidArray });
/** As a parameter it loses what Postgres cannot store. */
export const text = type<string>(TEXTS, { write: storableText, array: textArray });
/** The name of a table, as the catalogue has it. */
export const name = type<string>([19]);
/** A text of which the contract knows the possible values. */
export const textOf = <T extends string>(): SqlType<T> => type<T>(TEXTS, { array: textArray });
/** Any number that fits a JavaScript one, so `count(*)` too; in a {@link RowSet} an integer of 32 bits. */
export const number = type<number>([20, 21, 23, 700, 701], { read: Number, array: intArray });
/** A bigint that is an ID: it is never calculated with. */
export const bigId = type<string>([20], { read: String });
/** timestamptz as a Date. */
export const time = type<Date>(TIMESTAMPTZ, { read: dateOf, array: timeArray });
/** timestamptz as the API shows it: ISO 8601 in UTC, with milliseconds. */
export const isoTime = type<string>(TIMESTAMPTZ, { read: (value) => dateOf(value).toISOString(), array: timeArray });
/** timestamptz in milliseconds since 1970. */
export const timeMs = type<number>(TIMESTAMPTZ, {
  read: (value) => dateOf(value).getTime(),
  write: (ms) => new Date(ms),
  array: timeArray,
});
/** As a parameter it loses what Postgres cannot store. */
export const json = <T>(): SqlType<T> => type<T>([3802, 114], { write: storableJson, array: arrayOf('jsonb', 3807) });
export const texts = type<string[]>([1009], { write: (values) => values.map(storableText) });
export const textsOf = <T extends string>(): SqlType<T[]> => type<T[]>([1009]);
export const uuids = type<readonly string[]>([2951]);
export const bigIds = type<readonly string[]>([1016]);
export const numbers = type<readonly number[]>([1005, 1007, 1016, 1022], {
  read: (value) => (value as unknown[]).map(Number),
  write: (values) => arrayLiteral(intArray, values),
});
export const timesMs = type<readonly number[]>([1185], {
  read: (value) => (value as Date[]).map((one) => one.getTime()),
});

export const orNull = <T>(of: SqlType<T>): SqlType<T | null> => ({
  ...(of as SqlType<T | null>),
  isNullable: true,
});

type OrNulls<C> = { [K in keyof C]: C[K] extends SqlType<infer T> ? SqlType<T | null> : never };
/** The columns of a row that may be missing. */
export const orNulls = <C extends Readonly<Record<string, SqlType<unknown>>>>(columns: C): OrNulls<C> =>
  Object.fromEntries(Object.entries(columns).map(([column, of]) => [column, orNull(of)])) as OrNulls<C>;

/** For a column that is nullable in its table, of which the statement's conditions let no NULL through. */
export const notNull = <T>(of: SqlType<T>): SqlType<T> => ({ ...of, isNarrowed: true });
