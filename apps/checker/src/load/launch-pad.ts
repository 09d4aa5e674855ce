import type { EventLoopWatch } from './event-loop-watch.js';

/**
 * What waits begins evenly within about this time. Fifty probes that begin together make a page that answers in 0.5 ms
 * look as if it took 4 ms, because each waits for the others' turn on this one thread.
 */
const SPREAD_MS = 20;
/** More a millisecond one process cannot do. After a turn of the event loop that took longer, more begin at once … */
const MAX_STARTS_PER_MS = 6;
/** … but what a long stall left over is spread again. */
const MAX_CATCH_UP_MS = 5;
/** The next bundle is fetched while the last checks of this one still wait, so that no time is lost between them. */
const PREFETCH_BELOW = 120;
const LATE_RETRY_MS = 20;
/** Pages known to be slow take at most this part of the places, so that any number of tarpits leaves the others theirs. */
const SLOW_PART = 0.5;

export interface LaunchOptions {
  /** Whether this page took long when it was last probed. */
  isSlow?: boolean;
  /** Asked when its turn has come: what has become too old by then is not probed. */
  isStillDue?: () => boolean;
}

interface Waiting {
  isStillDue: () => boolean;
  begin: (isDue: boolean) => void;
}

const always = (): boolean => true;

/** Says when a probe may begin: staggered, and no more at the same time than the concurrency. */
export class LaunchPad {
  readonly #waiting: Waiting[] = [];
  readonly #waitingSlow: Waiting[] = [];
  readonly #wantsMore: (() => void)[] = [];
  #active = 0;
  #activeSlow = 0;
  #startsLeft = MAX_STARTS_PER_MS;
  #refilledMs = performance.now();
  #refill: NodeJS.Timeout | null = null;

  constructor(
    private readonly concurrency: number,
    private readonly watch: Pick<EventLoopWatch, 'isLate'>,
  ) {}

  /** Probes that run at this moment. */
  get active(): number {
    return this.#active;
  }

  /** Runs a probe when a place is free; resolves to null if the check has expired by then. */
  async launch<Result>(
    probe: () => Promise<Result>,
    { isSlow = false, isStillDue = always }: LaunchOptions = {},
  ): Promise<Result | null> {
    const isDue = await new Promise<boolean>((begin) => {
      (isSlow ? this.#waitingSlow : this.#waiting).push({ isStillDue, begin });
      this.#pump();
    });
    if (!isDue) return null;
    try {
      return await probe();
    } finally {
      this.#active -= 1;
      if (isSlow) this.#activeSlow -= 1;
      this.#pump();
    }
  }

  /** Resolves when there is room for more and the event loop is on time. */
  whenReady(): Promise<void> {
    if (this.#hasRoom() && !this.watch.isLate) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wantsMore.push(resolve);
      this.#pump();
    });
  }

  /** What begins next: pages known to be slow whenever they have a place left, as they are the fewer. */
  #next(): Waiting | undefined {
    while (this.#activeSlow < Math.max(1, Math.floor(this.concurrency * SLOW_PART))) {
      const slow = this.#waitingSlow.shift();
      if (!slow) break;
      if (slow.isStillDue()) {
        this.#activeSlow += 1;
        return slow;
      }
      slow.begin(false);
    }
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (next.isStillDue()) return next;
      next.begin(false);
    }
    return undefined;
  }

  /** Slow pages that wait do not count: however many there are, the others are fetched. */
  #hasRoom(): boolean {
    const waiting = this.#waiting.length;
    return waiting < PREFETCH_BELOW && waiting + this.#active < this.concurrency;
  }

  #pump(): void {
    while (this.#startsLeft > 0 && this.#active < this.concurrency) {
      const next = this.#next();
      if (!next) break;
      this.#active += 1;
      this.#startsLeft -= 1;
      next.begin(true);
    }
    if (this.#hasRoom() && !this.watch.isLate) for (const resolve of this.#wantsMore.splice(0)) resolve();
    // With every place taken there is nothing to time: the next probe that ends comes here again.
    if (this.#active >= this.concurrency) return;
    if (this.#startsLeft < MAX_STARTS_PER_MS) this.#refillAfter(1);
    else if (this.#wantsMore.length > 0 && this.#hasRoom()) this.#refillAfter(LATE_RETRY_MS);
  }

  #refillAfter(delayMs: number): void {
    this.#refill ??= setTimeout(() => {
      this.#refill = null;
      this.#startsLeft = this.#startsDue(performance.now());
      this.#pump();
    }, delayMs);
  }

  /** How many probes may begin now, by the time since the last ones and by how many wait. */
  #startsDue(nowMs: number): number {
    const elapsedMs = Math.min(Math.max(nowMs - this.#refilledMs, 1), MAX_CATCH_UP_MS);
    this.#refilledMs = nowMs;
    if (this.#waiting.length === 0) return MAX_STARTS_PER_MS;
    const startsPerMs = Math.min(this.#waiting.length / SPREAD_MS, MAX_STARTS_PER_MS);
    return Math.ceil(elapsedMs * startsPerMs);
  }
}
