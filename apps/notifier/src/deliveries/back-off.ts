const FIRST_DELAY_MS = 5_000;
const MAX_DELAY_MS = 3_600_000;

/**
 * How long to wait after so many failures in a row: twice as long each time, up to an hour, each time somewhere in the
 * upper half, so that what failed together does not come again together; and never less than the receiver asked for.
 */
export function retryDelayMs(
  failures: number,
  retryAfterMs: number | null,
  random: () => number = Math.random,
): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
  return Math.max(Math.round(delayMs * (0.5 + random() / 2)), retryAfterMs ?? 0);
}
