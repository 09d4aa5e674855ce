import type { StoredFigures } from '../database/stored-checks.js';

/** p50 and p99; null where nothing was measured. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface MemoryFigures {
  readonly startMb: number;
  readonly peakMb: number;
  readonly endMb: number;
}

/** What was measured in a stretch of time under one load. */
export interface Measurement {
  /** When it was, by the monotonic clock that profiles use as well. */
  readonly monotonicUs: { readonly from: number; readonly until: number };
  readonly seconds: number;
  readonly expected: number;
  readonly offeredPerSecond: number;
  readonly storedPerSecond: number;
  readonly checks: StoredFigures;
  /** From the time when a slot was due to the time when its check was handed to the checkers. */
  readonly publishLagMs: Percentiles;
  /** From the end of a check to the commit of its result. */
  readonly storeLagMs: Percentiles;
  /** By process; the target's is not part of the total. */
  readonly cpuSecondsPer1000: Readonly<Record<string, number>>;
  readonly totalCpuSecondsPer1000: number;
  readonly memory: Readonly<Record<string, MemoryFigures>>;
  readonly walBytesPerCheck: number;
  /** Processors that were busy: with the system and the target, and with everything else on the machine. */
  readonly busyCores: { readonly own: number; readonly others: number };
}
