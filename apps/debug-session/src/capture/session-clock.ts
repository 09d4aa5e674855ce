/** Milliseconds since the visit began, with microseconds behind the point. */
export class SessionClock {
  readonly #startedMs = performance.now();
  /** The same moment on the wall. */
  readonly startedAtMs = Date.now();

  now(): number {
    return round(performance.now() - this.#startedMs);
  }
}

/** Three decimals: what the browser measures is no finer. */
export const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;
