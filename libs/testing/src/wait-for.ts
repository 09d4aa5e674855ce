import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** What is awaited, as the end of the sentence "Waited 5 s in vain for …". */
  what: string;
  timeoutMs?: number;
  pollMs?: number;
}

/** The awaited condition did not come true in time. */
export class WaitTimeoutError extends Error {
  readonly code = 'WAIT_TIMEOUT';

  constructor(options: WaitOptions, timeoutMs: number, cause: unknown) {
    const last = cause instanceof Error ? ` The last try failed: ${cause.message}` : '';
    super(`Waited ${timeoutMs / 1000} s in vain for ${options.what}.${last}`, { cause });
    this.name = 'WaitTimeoutError';
  }
}

type Falsy = false | 0 | '' | null | undefined;

/**
 * Polls until the condition is truthy and returns its value. A condition that throws counts as "not yet"; its error is
 * the cause of the time-out.
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<Exclude<T, Falsy>> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as Exclude<T, Falsy>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) throw new WaitTimeoutError(options, timeoutMs, lastError);
    await delay(options.pollMs ?? 20);
  }
}
