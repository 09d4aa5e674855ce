const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** A time as a datetime-local input shows it: local, to the minute. */
export function localInputOf(at: string): string {
  const date = new Date(at);
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/**
 * The entered time as ISO 8601, or an empty string when it is invalid.
 * @param known the initial value; if unchanged, its seconds are kept
 */
export function momentOf(input: string, known?: string): string {
  if (known !== undefined && localInputOf(known) === input) return known;
  const ms = new Date(input).getTime();
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
}

/** The next full hour and the one after it: the default of a new window. */
export function nextHour(nowMs: number): { startsAt: string; endsAt: string } {
  const start = new Date(Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS);
  start.setHours(start.getHours() + 1, 0, 0, 0);
  return { startsAt: start.toISOString(), endsAt: new Date(start.getTime() + HOUR_MS).toISOString() };
}
