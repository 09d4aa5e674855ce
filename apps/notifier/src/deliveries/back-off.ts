const FIRST_DELAY_MS = 5_000;
const MAX_DELAY_MS = 3_600_000;

/**
 * The delay after consecutive failures: doubles each time, up to one hour, with jitter in the upper half so that
 * deliveries that failed together do not retry together; never less than the receiver asked for.
 */
export function retryDelayMs(
  failures: number,
  retryAfterMs: number | null,
  random: () => number = Math.random,
): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
  return Math.max(Math.round(delayMs * (0.5 + random() / 2)), retryAfterMs ?? 0);
}
