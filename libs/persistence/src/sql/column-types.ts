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
}

const asIs = <T>(value: unknown): T => value as T;
const type = <T>(
  oids: number[],
  read: (value: unknown) => T = asIs,
  write: (value: T) => unknown = asIs,
): SqlType<T> => ({
  oids,
  isNullable: false,
  isNarrowed: false,
  read,
  write,
});

const TEXTS = [25, 1043, 19];
const TIMESTAMPTZ = [1184];
const dateOf = (value: unknown): Date => value as Date;

/** What a function answers with that is called for its effect. */
export const nothing = type<unknown>([2278]);
export const bool = type<boolean>([16]);
export const bytes = type<Buffer>([17]);
export const uuid = type<string>([2950]);
export const text = type<string>(TEXTS);
/** The name of a table, as the catalogue has it. */
export const name = type<string>([19]);
/** A text of which the contract knows the possible values. */
export const textOf = <T extends string>(): SqlType<T> => type<T>(TEXTS);
/** Any number that fits a JavaScript one, so `count(*)` too. */
export const number = type<number>([20, 21, 23, 700, 701], Number);
/** A bigint that is an id: nobody calculates with it. */
export const bigId = type<string>([20], String);
/** timestamptz as a Date. */
export const time = type<Date>(TIMESTAMPTZ, dateOf);
/** timestamptz as the API shows it: ISO 8601 in UTC, with milliseconds. */
export const isoTime = type<string>(TIMESTAMPTZ, (value) => dateOf(value).toISOString());
/** timestamptz in milliseconds since 1970. */
export const timeMs = type<number>(
  TIMESTAMPTZ,
  (value) => dateOf(value).getTime(),
  (ms) => new Date(ms),
);
export const json = <T>(): SqlType<T> => type<T>([3802, 114], asIs, (value) => JSON.stringify(value));
/** Documents as texts that are JSON already. */
export const jsonTexts = type<string[]>([3807]);
export const texts = type<string[]>([1009]);
export const textsOf = <T extends string>(): SqlType<T[]> => type<T[]>([1009]);
export const textsOrNulls = type<(string | null)[]>([1009]);
export const uuids = type<readonly string[]>([2951]);
export const numbers = type<readonly number[]>(
  [1005, 1007, 1016, 1022],
  (value) => (value as unknown[]).map(Number),
  (values) => `{${values.join(',')}}`,
);
export const timesMs = type<readonly number[]>(
  [1185],
  (value) => (value as Date[]).map((one) => one.getTime()),
  (values) => `{${values.map((ms) => `"${new Date(ms).toISOString()}"`).join(',')}}`,
);

export const orNull = <T>(of: SqlType<T>): SqlType<T | null> => ({
  ...(of as SqlType<T | null>),
  isNullable: true,
});

/** For a column that is nullable in its table, of which the statement's conditions let no NULL through. */
export const notNull = <T>(of: SqlType<T>): SqlType<T> => ({ ...of, isNarrowed: true });
