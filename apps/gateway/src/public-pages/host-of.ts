/** The hostname of a Host header: lower case, without the port and the root dot. */
export const hostOf = (header: string | undefined): string =>
  (header ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
