import type { Measurement } from '../measuring/measurement.js';
import type { FinalAccounts } from '../measuring/settle-accounts.js';
import type { BenchOptions, ScenarioName } from '../options.js';
import type { BareCost } from '../probe-cost/bare-cost.js';
import type { BenchSystem, SystemSettings } from '../system/bench-system.js';

/** One line of the table. */
export interface Verdict {
  readonly figure: string;
  readonly measured: string;
  /** What is asked for; null: only reported. */
  readonly wanted: string | null;
  readonly isReached: boolean | null;
}

export interface ScenarioResult {
  readonly scenario: ScenarioName;
  readonly verdicts: readonly Verdict[];
  readonly measurements: readonly Measurement[];
  readonly accounts: FinalAccounts | null;
  /** Checks per second that the system sustains, if this scenario found it. */
  readonly sustainablePerSecond?: number;
  /** CPU-seconds of 1,000 bare requests, measured before and after it. */
  readonly bare?: BareCost;
  /** What else is worth keeping, for the JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ScenarioContext {
  readonly options: BenchOptions;
  readonly bench: BenchSystem;
  /** Checks per second that the system is known to sustain. */
  readonly sustainablePerSecond: number;
  readonly say: (sentence: string) => void;
}

export interface Scenario {
  readonly usesTls: (options: BenchOptions) => boolean;
  /** With the service of debug sessions, and browsers; without it unset. */
  readonly usesBrowsers?: true;
  /** CPU of the whole system per check that is asked for, in bare requests; null or unset: only reported. */
  readonly wantedCost?: number | null;
  /** How its system differs from that of the others. */
  readonly set?: SystemSettings;
  readonly run: (context: ScenarioContext) => Promise<ScenarioResult>;
}

/** The shortest interval of a monitor: the most checks for each monitor. */
export const SHORT_INTERVAL_SECONDS = 5;

/** Code is compiled and plans are made while it lasts; also the first slots of every monitor are over. */
export const WARM_UP_MS = 10_000;

export const verdict = (
  figure: string,
  measured: string,
  wanted: string | null,
  isReached: boolean | null,
): Verdict => ({
  figure,
  measured,
  wanted,
  isReached,
});
