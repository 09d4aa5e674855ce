import type { CheckStatus, FailureReason, MonitorState } from '@wakeful/contracts';

/** What the state machine remembers of a monitor between two results. Times are epoch milliseconds. */
export interface MonitorMemory {
  state: MonitorState;
  sinceMs: number;
  /**
   * The newest result that was judged: its slot, and the number of its location. One before it is judged by
   * `judgeAgain`.
   */
  lastSlotMs: number | null;
  lastLocationId: number | null;
  /** Consecutive `down` results. */
  failures: number;
  /** Slot of the last of them. */
  lastFailureSlotMs: number | null;
  /** Consecutive good results while a downtime window is open. */
  successes: number;
  /** Consecutive `unknown` results. */
  unknowns: number;
  /** Start of the first check of the present run of failures, or of the open window. */
  firstFailureMs: number | null;
  /** Start of the first check of the present run of good results, while a window is open. */
  firstGoodMs: number | null;
  lastGoodMs: number | null;
  /** Distinct reasons of the failures since `firstFailureMs`. */
  failureReasons: readonly FailureReason[];
  /** Failed checks since `firstFailureMs`. */
  affectedChecks: number;
  isWindowOpen: boolean;
  isCircuitOpen: boolean;
}

/** The part of a check result by which a monitor is judged. */
export interface JudgedResult {
  slotMs: number;
  /** Results of one slot are judged in the order of these numbers. */
  locationId: number;
  startedMs: number;
  endedMs: number;
  status: CheckStatus;
  reason: FailureReason | null;
}

/** The settings by which a monitor is judged. */
export interface JudgingPolicy {
  /** Retries that must also fail before a first failure opens a downtime window. */
  confirmations: number;
  /** Retries that must also succeed before a first success closes it. */
  recoveryConfirmations: number;
  confirmationIntervalMs: number;
  intervalMs: number;
  /** The interval while the circuit breaker is open. */
  cooldownMs: number;
  /** Consecutive failures after which the circuit breaker opens; null: never. */
  circuitFailureThreshold: number | null;
}

/** The effects of a result, for others to carry out. */
export type Consequence =
  | { type: 'status-changed'; from: MonitorState; to: MonitorState; atMs: number }
  | { type: 'window-opened'; startedMs: number; lastGoodMs: number | null }
  | { type: 'window-closed'; startedMs: number; endedMs: number; lastGoodMs: number | null; affectedChecks: number }
  | { type: 'confirm'; atMs: number }
  | { type: 'circuit-opened'; slotMs: number }
  | { type: 'circuit-closed'; slotMs: number };

/** The memory of a monitor that has not been checked yet. */
export const newMemory = (sinceMs: number): MonitorMemory => ({
  state: 'pending',
  sinceMs,
  lastSlotMs: null,
  lastLocationId: null,
  failures: 0,
  lastFailureSlotMs: null,
  successes: 0,
  unknowns: 0,
  firstFailureMs: null,
  firstGoodMs: null,
  lastGoodMs: null,
  failureReasons: [],
  affectedChecks: 0,
  isWindowOpen: false,
  isCircuitOpen: false,
});

/** The position of a result in judging order. */
export type Place = Pick<JudgedResult, 'slotMs' | 'locationId'>;

/** Negative when `a` is judged before `b`. */
export const comparePlaces = (a: Place, b: Place): number => a.slotMs - b.slotMs || a.locationId - b.locationId;

/** The position of the newest judged result; null if there is none. */
export const lastPlaceOf = ({ lastSlotMs, lastLocationId }: MonitorMemory): Place | null =>
  lastSlotMs === null ? null : { slotMs: lastSlotMs, locationId: lastLocationId ?? 0 };

/** Whether a newer result was judged already. */
export function isBehindJudged(memory: MonitorMemory, result: Place): boolean {
  const last = lastPlaceOf(memory);
  return last !== null && comparePlaces(result, last) < 0;
}

/** Whether a result comes too late to be the next: a newer one was judged, or its monitor was paused or resumed since. */
export const comesLate = (memory: MonitorMemory, result: Place): boolean =>
  (memory.state === 'pending' && result.slotMs < memory.sinceMs) || isBehindJudged(memory, result);
