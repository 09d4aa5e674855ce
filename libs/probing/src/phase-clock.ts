import type { Phase, PhaseTimings } from '@wakeful/contracts';

const MAX_INT4 = 2_147_483_647;

const nowUs = (): number => Math.floor(performance.now() * 1_000);

/**
 * Splits the time of a probe into phases that follow each other without a gap, in whole microseconds from a monotonic
 * clock, so that the phases add up to the total exactly. A phase that comes again (over redirects) is added up.
 */
export class PhaseClock {
  #lastUs = nowUs();
  readonly #timings: PhaseTimings = { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 0, transferUs: 0, totalUs: 0 };

  /** Ends a phase now; it took the time since the last lap, and at least 1, as 0 means that it did not happen. */
  lap(phase: Phase): void {
    const tookUs = Math.max(1, nowUs() - this.#lastUs);
    this.#lastUs += tookUs;
    // Timings are stored as 4 byte integers: a probe of more than 35 minutes stops counting there.
    const countedUs = Math.min(tookUs, MAX_INT4 - this.#timings.totalUs);
    this.#timings[`${phase}Us`] += countedUs;
    this.#timings.totalUs += countedUs;
  }

  /** Leaves the time since the last lap out. */
  skip(): void {
    this.#lastUs = nowUs();
  }

  get timings(): PhaseTimings {
    return this.#timings;
  }
}
