import type { FailureReason } from '@wakeful/contracts';
import type { JudgedResult } from './monitor-memory.js';

/** A downtime window as derived from the stored checks. */
export interface JudgedWindow {
  readonly startedMs: number;
  /** null: ongoing at the end of the stretch. */
  readonly endedMs: number | null;
  /** What ended it: a good check, or that its monitor was paused; null: nothing yet. */
  readonly endedBy: 'recovery' | 'pause' | null;
  readonly lastGoodMs: number | null;
  readonly reasons: readonly FailureReason[];
  readonly affectedChecks: number;
  /** The check that started it. */
  readonly firstFailure: JudgedResult;
}

/** A window as it is stored. */
export interface KnownWindow extends Omit<JudgedWindow, 'firstFailure'> {
  readonly id: string;
}

/**
 * How a stored window differs from the stored checks. `reopened`: it was reported as ended but continues, which is a
 * new window to whoever was notified. `withdrawn`: there was none.
 */
export type WindowCorrection =
  | { readonly type: 'appeared'; readonly window: JudgedWindow }
  | { readonly type: 'changed' | 'reopened'; readonly known: KnownWindow; readonly window: JudgedWindow }
  | { readonly type: 'withdrawn'; readonly known: KnownWindow };

type Span = Pick<JudgedWindow, 'startedMs' | 'endedMs'>;

const overlaps = (a: Span, b: Span): boolean =>
  a.startedMs < (b.endedMs ?? Infinity) && b.startedMs < (a.endedMs ?? Infinity);

const isSame = (known: KnownWindow, window: JudgedWindow): boolean =>
  known.startedMs === window.startedMs &&
  known.endedMs === window.endedMs &&
  known.endedBy === window.endedBy &&
  known.lastGoodMs === window.lastGoodMs &&
  known.affectedChecks === window.affectedChecks &&
  known.reasons.toSorted().join() === window.reasons.toSorted().join();

/**
 * The corrections that make the stored windows of a stretch match its checks. A window keeps its ID if it overlaps the
 * corrected one; of several, the first does.
 */
export function reconcileWindows(
  known: readonly KnownWindow[],
  judged: readonly JudgedWindow[],
): readonly WindowCorrection[] {
  const left = known.toSorted((a, b) => a.startedMs - b.startedMs);
  const corrections: WindowCorrection[] = [];
  for (const window of judged) {
    const index = left.findIndex((one) => overlaps(one, window));
    const [one] = index < 0 ? [] : left.splice(index, 1);
    if (!one) corrections.push({ type: 'appeared', window });
    else if (one.endedMs !== null && window.endedMs === null)
      corrections.push({ type: 'reopened', known: one, window });
    else if (!isSame(one, window)) corrections.push({ type: 'changed', known: one, window });
  }
  return [...left.map((one) => ({ type: 'withdrawn', known: one }) as const), ...corrections];
}
