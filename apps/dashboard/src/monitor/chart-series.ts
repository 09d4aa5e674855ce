import type { Schemas } from '../api/client.js';
import { phases } from '../time/phases.js';

type Check = Pick<Schemas['Check'], 'scheduledAt' | 'httpStatus' | 'timings'>;

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The checks of one moment or time slot. */
export interface Point {
  readonly atMs: number;
  readonly checks: number;
  /** The length of the time slot; 0 for a moment. */
  readonly stretchMs: number;
  /** The top of the phase stack: the median of raw checks, the mean of rollups. */
  readonly totalMs: number;
  readonly p50Ms: number;
  /** null: too few checks to be meaningful. */
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** Add up to `totalMs`: the phases of the median check, or means. In the order of `phases`. */
  readonly phasesMs: readonly number[];
}

/** The chart data; `null` marks a gap. All lists are as long as `points`. */
export interface Stack {
  readonly points: readonly (Point | null)[];
  readonly atSeconds: number[];
  /** The top of each layer, from zero. */
  readonly tops: (number | null)[][];
  readonly p95: (number | null)[];
}

const steps = [10, 15, 30, 60, 120, 300].map((s) => s * 1_000);
/** A distance this many times the usual one is a gap. */
const HOLE = 2.5;
const USUAL = 0.9;

/** The quantile of sorted values. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

/** Of fewer checks the p95 is only the slowest of them. */
export const MIN_FOR_PERCENTILES = 20;
/** Of fewer, the 99th percentile is the slowest check. */
export const MIN_FOR_P99 = 100;

/** A high percentile of that many checks; null if they are too few for one. */
export const meaningful = (checks: number, ms: number, min = MIN_FOR_PERCENTILES): number | null =>
  checks < min ? null : ms;

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Only responses have a response time; a timeout would only reflect the configured limit. */
const isAnswered = ({ httpStatus, timings }: Check): boolean => httpStatus !== null && timings.totalMs !== null;

export const answered = <One extends Check>(checks: readonly One[]): One[] => checks.filter(isAnswered);

/** The number of responses and their speed. */
export function summaryOf(checks: readonly Check[]): {
  count: number;
  p50Ms: number;
  p95Ms: number | null;
  maxMs: number;
} {
  const totals = ascending(answered(checks).map(({ timings }) => timings.totalMs ?? 0));
  return {
    count: totals.length,
    p50Ms: percentile(totals, 0.5),
    p95Ms: meaningful(totals.length, percentile(totals, 0.95)),
    maxMs: totals.at(-1) ?? 0,
  };
}

/** The length of a time slot that keeps a span within this many points. */
export const stepOf = ({ fromMs, untilMs }: Span, maxPoints: number): number =>
  steps.find((step) => (untilMs - fromMs) / step <= maxPoints) ?? Math.ceil((untilMs - fromMs) / maxPoints);

/** One point per check time or, if there are too many, per time slot. Oldest first. */
export function pointsOf(checks: readonly Check[], span: Span, maxPoints: number): Point[] {
  const own = answered(checks);
  const moments = new Set(own.map(({ scheduledAt }) => scheduledAt));
  const step = moments.size > maxPoints ? stepOf(span, maxPoints) : null;
  const groups = new Map<number, Check[]>();
  for (const check of own) {
    const ms = Date.parse(check.scheduledAt);
    // Slots are aligned to the clock, so that points do not move when new checks arrive.
    const at = step === null ? ms : Math.floor(ms / step) * step + step / 2;
    const group = groups.get(at);
    if (group) group.push(check);
    else groups.set(at, [check]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([atMs, group]) => pointOf(atMs, group, step ?? 0));
}

function pointOf(atMs: number, checks: readonly Check[], stretchMs: number): Point {
  const sorted = [...checks].sort((a, b) => (a.timings.totalMs ?? 0) - (b.timings.totalMs ?? 0));
  const totals = sorted.map(({ timings }) => timings.totalMs ?? 0);
  const middle = sorted[Math.ceil(sorted.length / 2) - 1];
  return {
    atMs,
    stretchMs,
    checks: checks.length,
    totalMs: percentile(totals, 0.5),
    p50Ms: percentile(totals, 0.5),
    p95Ms: meaningful(totals.length, percentile(totals, 0.95)),
    p99Ms: null,
    phasesMs: phases.map(({ of }) => (middle ? (of(middle.timings) ?? 0) : 0)),
  };
}

/** The largest distance of two points without a gap; it depends on the slot length. */
function reachOf(points: readonly Point[]): (point: Point, next: Point) => number {
  const distances = new Map<number, number[]>();
  points.forEach((point, index) => {
    const next = points[index + 1];
    if (next?.stretchMs !== point.stretchMs) return;
    const known = distances.get(point.stretchMs);
    if (known) known.push(next.atMs - point.atMs);
    else distances.set(point.stretchMs, [next.atMs - point.atMs]);
  });
  const usual = new Map([...distances].map(([stretchMs, all]) => [stretchMs, percentile(ascending(all), USUAL)]));
  const usualOf = ({ stretchMs }: Point): number => usual.get(stretchMs) ?? stretchMs;
  return (point, next) => Math.max(usualOf(point), usualOf(next)) * HOLE;
}

/** Points stacked by phase across the span, with gaps where checks are missing. */
export function stackOf(points: readonly Point[], { fromMs, untilMs }: Span): Stack {
  const reachBetween = reachOf(points);
  const all: { atMs: number; point: Point | null }[] = [];
  const first = points[0];
  if (!first || first.atMs > fromMs) all.push({ atMs: fromMs, point: null });
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before && point.atMs - before.atMs > reachBetween(before, point)) {
      all.push({ atMs: (point.atMs + before.atMs) / 2, point: null });
    }
    all.push({ atMs: point.atMs, point });
  });
  const last = points.at(-1);
  if (!last || last.atMs < untilMs) all.push({ atMs: untilMs, point: null });
  return {
    points: all.map(({ point }) => point),
    atSeconds: all.map(({ atMs }) => atMs / 1_000),
    tops: phases.map((_, layer) =>
      all.map(({ point }) => point && point.phasesMs.slice(0, layer + 1).reduce((sum, ms) => sum + ms, 0)),
    ),
    p95: all.map(({ point }) => point && point.p95Ms),
  };
}

/** A series from where the monitor began: before that there was nothing to measure. */
export const beganWith = <Series extends { readonly span: Span }>(series: Series, createdAt: string): Series => {
  const { fromMs, untilMs } = series.span;
  const createdMs = Math.min(Date.parse(createdAt), untilMs);
  return createdMs <= fromMs ? series : { ...series, span: { fromMs: createdMs, untilMs } };
};

/** Downtime windows clipped to the span; an ongoing one reaches to its end. */
export function shadesOf(windows: readonly { startedAt: string; endedAt: string | null }[], span: Span): Span[] {
  return windows
    .map(({ startedAt, endedAt }) => ({
      fromMs: Math.max(span.fromMs, Date.parse(startedAt)),
      untilMs: Math.min(span.untilMs, endedAt === null ? span.untilMs : Date.parse(endedAt)),
    }))
    .filter(({ fromMs, untilMs }) => untilMs > fromMs);
}
