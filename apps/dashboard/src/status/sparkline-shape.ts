const HOUR_MS = 3_600_000;
/** A flat line is centered rather than at the top, where it would look high. */
const ROOM_ABOVE_MEDIAN = 2;
const LINE_WIDTH = 1.5;

export const SPARK_WIDTH = 96;
export const SPARK_HEIGHT = 24;

interface Hour {
  readonly at: string;
  readonly failed: number;
  readonly p50Ms: number | null;
}

export interface SparklineShape {
  /** The path of the response times, with gaps where there is no data. */
  readonly line: string;
  /** The positions of hours with failures. */
  readonly failures: readonly number[];
  readonly fastestMs: number | null;
  readonly slowestMs: number | null;
  readonly latestMs: number | null;
}

const middleOf = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;
const short = (value: number): string => String(Math.round(value * 10) / 10);

/** The shape of the last `count` hours. */
export function sparklineShape(hours: readonly Hour[], fromMs: number, count: number): SparklineShape {
  const slotOf = ({ at }: Hour): number => Math.round((Date.parse(at) - fromMs) / HOUR_MS);
  const xOf = (slot: number): number => ((slot + 0.5) / count) * SPARK_WIDTH;
  const answered = hours.flatMap((hour) => (hour.p50Ms === null ? [] : [{ slot: slotOf(hour), ms: hour.p50Ms }]));
  const sorted = answered.map(({ ms }) => ms).sort((a, b) => a - b);
  const topMs = Math.max(sorted.at(-1) ?? 0, middleOf(sorted) * ROOM_ABOVE_MEDIAN) || 1;
  const yOf = (ms: number): number => SPARK_HEIGHT - LINE_WIDTH - (ms / topMs) * (SPARK_HEIGHT - 2 * LINE_WIDTH);
  const line = answered.map(({ slot, ms }, index) => {
    const isConnected = answered[index - 1]?.slot === slot - 1;
    // A zero-length line is a dot, so that an hour between two gaps is visible.
    return `${isConnected ? 'L' : 'M'}${short(xOf(slot))} ${short(yOf(ms))}${isConnected ? '' : 'h0'}`;
  });
  return {
    line: line.join(''),
    failures: hours.filter(({ failed }) => failed > 0).map((hour) => xOf(slotOf(hour))),
    fastestMs: sorted[0] ?? null,
    slowestMs: sorted.at(-1) ?? null,
    latestMs: answered.at(-1)?.ms ?? null,
  };
}
