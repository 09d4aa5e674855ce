const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** A moment as an input of type datetime-local shows it, by the reader's clock and to the minute. */
export function localInputOf(at: string): string {
  const date = new Date(at);
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/**
 * The moment that the reader means, or an empty text when it is none.
 * @param known what the input showed at first: left as it was it keeps its seconds
 */
export function momentOf(input: string, known?: string): string {
  if (known !== undefined && localInputOf(known) === input) return known;
  const ms = new Date(input).getTime();
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
}

/** The next full hour and the one after it: what a new window begins with. */
export function nextHour(nowMs: number): { startsAt: string; endsAt: string } {
  const start = new Date(Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS);
  start.setHours(start.getHours() + 1, 0, 0, 0);
  return { startsAt: start.toISOString(), endsAt: new Date(start.getTime() + HOUR_MS).toISOString() };
}
