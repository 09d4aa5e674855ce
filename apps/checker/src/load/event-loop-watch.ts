import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

const SAMPLE_INTERVAL_MS = 20;
/** A stall that is shorter than this does not change what a probe sees by much. */
const STALL_MS = 50;
const KEEP_STALLS = 1_000;
/** Above this the checker takes nothing new. */
const LATE_MS = 100;

interface Stall {
  endedMs: number;
  durationMs: number;
}

/**
 * Watches how late this process's event loop is. A checker that is itself too slow would see every site as slow, and
 * in the end as down.
 */
@Injectable()
export class EventLoopWatch implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #stalls: Stall[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastSampleMs = performance.now();
  #lateMs = 0;

  onApplicationBootstrap(): void {
    this.#lastSampleMs = performance.now();
    this.#timer = setInterval(() => this.sample(performance.now()), SAMPLE_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** One reading of the clock, `SAMPLE_INTERVAL_MS` after the last one if the loop is on time. */
  sample(nowMs: number): void {
    this.#lateMs = Math.max(0, nowMs - this.#lastSampleMs - SAMPLE_INTERVAL_MS);
    this.#lastSampleMs = nowMs;
    if (this.#lateMs < STALL_MS) return;
    this.#stalls.push({ endedMs: nowMs, durationMs: this.#lateMs });
    if (this.#stalls.length > KEEP_STALLS) this.#stalls.shift();
  }

  /** True while the loop is so late that nothing new should begin. */
  get isLate(): boolean {
    return this.#lateMs >= LATE_MS;
  }

  /** Milliseconds for which the loop stood still since a time of `performance.now()`, the present moment included. */
  stalledMsSince(sinceMs: number, nowMs = performance.now()): number {
    const present = Math.max(0, nowMs - this.#lastSampleMs - SAMPLE_INTERVAL_MS);
    let total = present >= STALL_MS ? present : 0;
    for (let index = this.#stalls.length - 1; index >= 0; index--) {
      const stall = this.#stalls[index];
      if (!stall || stall.endedMs < sinceMs) break;
      total += stall.durationMs;
    }
    return total;
  }
}
