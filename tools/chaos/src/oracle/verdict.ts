/** One promise, held against what happened. */
export interface Verdict {
  readonly promise: string;
  /** How much there was to look at. */
  readonly checked: number;
  /** Each in a sentence. */
  readonly breaches: readonly string[];
  /** What else is worth knowing. */
  readonly note?: string;
}

export const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 23);
