/** The name in a Host header: without its port and the dot of the root, in lower case. */
export const hostOf = (header: string | undefined): string =>
  (header ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
