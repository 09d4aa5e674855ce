/** Something took longer than it may. */
class TimeLimitError extends Error {
  readonly code = 'TIME_LIMIT';
  override readonly name = 'TimeLimitError';
}

/**
 * Waits for something, but not longer than `ms`. It keeps running afterwards, and its outcome is ignored.
 * @throws TimeLimitError
 */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`${what} took longer than ${ms} ms`)), Math.max(0, ms));
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** The time that is left of a session, of which each step gets its part. */
export class TimeBudget {
  readonly #endMs: number;

  constructor(totalMs: number) {
    this.#endMs = performance.now() + totalMs;
  }

  get leftMs(): number {
    return Math.max(0, this.#endMs - performance.now());
  }

  /** Waits for a step, at most `ms` and never beyond the end, of which `reserveMs` are kept for the steps after it. */
  step<T>(what: string, ms: number, work: Promise<T>, reserveMs = 0): Promise<T> {
    return within(Math.min(ms, this.leftMs - reserveMs), what, work);
  }

  /** As `step`, for what a session can do without: null when it fails or takes too long. */
  async attempt<T>(what: string, ms: number, work: Promise<T>): Promise<T | null> {
    return this.step(what, ms, work).catch(() => null);
  }
}
