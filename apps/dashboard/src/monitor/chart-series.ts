import type { Schemas } from '../api/client.js';
import { phases } from '../time/phases.js';

type Check = Pick<Schemas['Check'], 'scheduledAt' | 'httpStatus' | 'timings'>;

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The checks of one moment or of one stretch of time. */
export interface Point {
  readonly atMs: number;
  readonly checks: number;
  /** The length of the stretch that it stands for; 0: a moment. */
  readonly stretchMs: number;
  /** Where the stack of phases ends: the median of single checks, the mean of what is summed up. */
  readonly totalMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** null: of so few checks it would say nothing. */
  readonly p99Ms: number | null;
  /** They add up to `totalMs`: those of the check in the middle, or means. In the order of `phases`. */
  readonly phasesMs: readonly number[];
}

/** What is drawn: `null` is where nothing is known. All lists are as long as `points`. */
export interface Stack {
  readonly points: readonly (Point | null)[];
  readonly atSeconds: number[];
  /** For each layer where it ends, counted from zero. */
  readonly tops: (number | null)[][];
  readonly p95: (number | null)[];
}

const steps = [10, 15, 30, 60, 120, 300].map((s) => s * 1_000);
/** So much more than the usual distance of two points is a hole. */
const HOLE = 2.5;
const USUAL = 0.9;

/** The value that this share of all reaches at most; of sorted values. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Only what was answered has a response time: a time-out would only tell how long Wakeful waits. */
const isAnswered = ({ httpStatus, timings }: Check): boolean => httpStatus !== null && timings.totalMs !== null;

export const answered = <One extends Check>(checks: readonly One[]): One[] => checks.filter(isAnswered);

/** How many checks were answered, and how fast. */
export function summaryOf(checks: readonly Check[]): { count: number; p50Ms: number; p95Ms: number; maxMs: number } {
  const totals = ascending(answered(checks).map(({ timings }) => timings.totalMs ?? 0));
  return {
    count: totals.length,
    p50Ms: percentile(totals, 0.5),
    p95Ms: percentile(totals, 0.95),
    maxMs: totals.at(-1) ?? 0,
  };
}

/** The length of a stretch of time that keeps a span within so many points. */
export const stepOf = ({ fromMs, untilMs }: Span, maxPoints: number): number =>
  steps.find((step) => (untilMs - fromMs) / step <= maxPoints) ?? Math.ceil((untilMs - fromMs) / maxPoints);

/** One point for each moment that was checked; if those are too many, one for each stretch of time. Oldest first. */
export function pointsOf(checks: readonly Check[], span: Span, maxPoints: number): Point[] {
  const own = answered(checks);
  const moments = new Set(own.map(({ scheduledAt }) => scheduledAt));
  const step = moments.size > maxPoints ? stepOf(span, maxPoints) : null;
  const groups = new Map<number, Check[]>();
  for (const check of own) {
    const ms = Date.parse(check.scheduledAt);
    // Stretches lie on the clock: what is shown does not jump when newer checks come.
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
    p95Ms: percentile(totals, 0.95),
    p99Ms: null,
    phasesMs: phases.map(({ of }) => (middle ? (of(middle.timings) ?? 0) : 0)),
  };
}

/** How far two points may lie apart without a hole between them: points of stretches of another length have another distance. */
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

/** Points one upon the other by phase, with holes where checks are missing, from one end of the span to the other. */
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

/** Outages as far as they lie within the span; one that goes on reaches to its end. */
export function shadesOf(windows: readonly { startedAt: string; endedAt: string | null }[], span: Span): Span[] {
  return windows
    .map(({ startedAt, endedAt }) => ({
      fromMs: Math.max(span.fromMs, Date.parse(startedAt)),
      untilMs: Math.min(span.untilMs, endedAt === null ? span.untilMs : Date.parse(endedAt)),
    }))
    .filter(({ fromMs, untilMs }) => untilMs > fromMs);
}
