/** Numbers as a Postgres array literal: cheaper than the driver's own array encoding, which quotes each element. */
export const numberArray = (values: readonly number[]): string => `{${values.join(',')}}`;

/** Times in epoch milliseconds, null allowed, as an array literal for `timestamptz[]`. */
export const timeArray = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : `"${new Date(value).toISOString()}"`)).join(',')}}`;
