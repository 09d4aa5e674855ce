export interface BackOffOptions {
  firstDelayMs: number;
  maxDelayMs: number;
  /** A process that lived this long was healthy: its next end counts as the first again. */
  resetAfterMs: number;
}

export const RESTART_BACK_OFF: BackOffOptions = { firstDelayMs: 500, maxDelayMs: 10_000, resetAfterMs: 30_000 };

/** How long to wait before a process that ended is started again: doubling, up to a limit. */
export class BackOff {
  private failures = 0;

  constructor(private readonly options: BackOffOptions = RESTART_BACK_OFF) {}

  /** The delay after a process that lived for `livedMs`. */
  nextDelayMs(livedMs: number): number {
    if (livedMs >= this.options.resetAfterMs) this.failures = 0;
    const delayMs = Math.min(this.options.firstDelayMs * 2 ** this.failures, this.options.maxDelayMs);
    this.failures++;
    return delayMs;
  }
}
