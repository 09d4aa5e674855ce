const ZERO = 48;

function matchesOne(status: number, expected: string): boolean {
  if (expected.endsWith('xx')) return Math.trunc(status / 100) === expected.charCodeAt(0) - ZERO;
  const dash = expected.indexOf('-');
  if (dash < 0) return status === Number(expected);
  return status >= Number(expected.slice(0, dash)) && status <= Number(expected.slice(dash + 1));
}

/** Whether an HTTP status is one of the expected codes (`204`), ranges (`200-299`, both ends in) or classes (`2xx`). */
export function matchesExpectedStatus(status: number, expected: readonly string[]): boolean {
  for (const item of expected) if (matchesOne(status, item)) return true;
  return false;
}
