/** One line of a `/metrics` answer. */
interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Counts of a histogram, cumulative, by the upper bound of the bucket. */
export interface Histogram {
  readonly buckets: readonly { readonly upTo: number; readonly count: number }[];
}

function* samplesOf(text: string): Generator<Sample> {
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (name) yield { name, labels, value: Number(value) };
  }
}

/** The sum of a counter over all its labels, or over those whose text contains `label`; 0 when it is not there. */
export function counterOf(text: string, name: string, label = ''): number {
  let sum = 0;
  for (const sample of samplesOf(text)) {
    if (sample.name === name && sample.labels.includes(label)) sum += sample.value;
  }
  return sum;
}

export function histogramOf(text: string, name: string): Histogram {
  const counts = new Map<number, number>();
  for (const sample of samplesOf(text)) {
    const bound = sample.name === `${name}_bucket` ? /(?:^|,)le="([^"]+)"/.exec(sample.labels)?.[1] : undefined;
    if (bound === undefined) continue;
    const upTo = bound === '+Inf' ? Infinity : Number(bound);
    counts.set(upTo, (counts.get(upTo) ?? 0) + sample.value);
  }
  const buckets = [...counts].map(([upTo, count]) => ({ upTo, count })).toSorted((a, b) => a.upTo - b.upTo);
  return { buckets };
}

/** What came between two readings of the same histogram. */
export function histogramBetween(before: Histogram, after: Histogram): Histogram {
  const earlier = new Map(before.buckets.map(({ upTo, count }) => [upTo, count]));
  return { buckets: after.buckets.map(({ upTo, count }) => ({ upTo, count: count - (earlier.get(upTo) ?? 0) })) };
}

/** Several processes' histograms as one. */
export function histogramSum(all: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>();
  for (const { upTo, count } of all.flatMap(({ buckets }) => buckets))
    counts.set(upTo, (counts.get(upTo) ?? 0) + count);
  return { buckets: [...counts].map(([upTo, count]) => ({ upTo, count })).toSorted((a, b) => a.upTo - b.upTo) };
}

/**
 * A percentile, linear within its bucket as Prometheus does it; null when there is nothing. What lies above the last
 * finite bound is reported as that bound.
 */
export function percentileOf({ buckets }: Histogram, quantile: number): number | null {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  const rank = quantile * total;
  let lower = 0;
  let below = 0;
  for (const { upTo, count } of buckets) {
    if (count >= rank && count > below) {
      return upTo === Infinity ? lower : lower + ((upTo - lower) * (rank - below)) / (count - below);
    }
    lower = upTo === Infinity ? lower : upTo;
    below = count;
  }
  return lower;
}
