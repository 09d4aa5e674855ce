import type { EventLoopWatch } from './event-loop-watch.js';

/**
 * Probes that may begin in one millisecond. Fifty that begin together make a page that answers in 0.5 ms look as if it
 * took 4 ms, because each waits for the others' turn on this one thread.
 */
const MAX_STARTS_PER_MS = 6;
const LATE_RETRY_MS = 20;

/** Says when a probe may begin: staggered, and no more at the same time than the concurrency. */
export class LaunchPad {
  readonly #waiting: (() => void)[] = [];
  readonly #wantsMore: (() => void)[] = [];
  #active = 0;
  #startsLeft = MAX_STARTS_PER_MS;
  #refill: NodeJS.Timeout | null = null;

  constructor(
    private readonly concurrency: number,
    private readonly watch: Pick<EventLoopWatch, 'isLate'>,
  ) {}

  /** Probes that run at this moment. */
  get active(): number {
    return this.#active;
  }

  /** Runs a probe when its turn has come. */
  async launch<Result>(probe: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#pump();
    });
    try {
      return await probe();
    } finally {
      this.#active -= 1;
      this.#pump();
    }
  }

  /** Resolves when everything handed in has begun, there is room for more, and the event loop is on time. */
  whenReady(): Promise<void> {
    if (this.#hasRoom() && !this.watch.isLate) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wantsMore.push(resolve);
      this.#pump();
    });
  }

  #hasRoom(): boolean {
    return this.#waiting.length === 0 && this.#active < this.concurrency;
  }

  #pump(): void {
    while (this.#startsLeft > 0 && this.#active < this.concurrency) {
      const start = this.#waiting.shift();
      if (!start) break;
      this.#active += 1;
      this.#startsLeft -= 1;
      start();
    }
    if (this.#hasRoom() && !this.watch.isLate) for (const resolve of this.#wantsMore.splice(0)) resolve();
    if (this.#startsLeft < MAX_STARTS_PER_MS) this.#refillAfter(1);
    else if (this.#wantsMore.length > 0 && this.#hasRoom()) this.#refillAfter(LATE_RETRY_MS);
  }

  #refillAfter(delayMs: number): void {
    this.#refill ??= setTimeout(() => {
      this.#refill = null;
      this.#startsLeft = MAX_STARTS_PER_MS;
      this.#pump();
    }, delayMs);
  }
}
