import type { CheckStatus, FailureReason, MonitorState } from '@wakeful/contracts';

/** What the state machine remembers of a monitor between two results. Times are epoch milliseconds. */
export interface MonitorMemory {
  state: MonitorState;
  sinceMs: number;
  /** The newest slot that was judged; an older result comes too late to change anything. */
  lastSlotMs: number | null;
  /** Results `down` in a row. */
  failures: number;
  /** Good results in a row while a downtime window is open. */
  successes: number;
  /** Results `unknown` in a row. */
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
  startedMs: number;
  endedMs: number;
  status: CheckStatus;
  reason: FailureReason | null;
}

/** How a monitor wants to be judged. */
export interface JudgingPolicy {
  /** Re-checks that must fail too before a first failure opens a downtime window. */
  confirmations: number;
  /** Re-checks that must succeed too before a first success closes it. */
  recoveryConfirmations: number;
  confirmationIntervalMs: number;
  /** Failures in a row after which the circuit breaker opens; null: it never does. */
  circuitFailureThreshold: number | null;
}

/** What follows from a result, for others to carry out. */
export type Consequence =
  | { type: 'status-changed'; from: MonitorState; to: MonitorState; atMs: number }
  | { type: 'window-opened'; startedMs: number; lastGoodMs: number | null }
  | { type: 'window-closed'; startedMs: number; endedMs: number; lastGoodMs: number | null; affectedChecks: number }
  | { type: 'confirm'; atMs: number }
  | { type: 'circuit-opened'; slotMs: number }
  | { type: 'circuit-closed'; slotMs: number };

/** A monitor that has not been checked yet. */
export const newMemory = (sinceMs: number): MonitorMemory => ({
  state: 'pending',
  sinceMs,
  lastSlotMs: null,
  failures: 0,
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
