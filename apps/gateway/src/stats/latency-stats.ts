import type { LatencyStats } from '@wakeful/contracts';
import type { LatencyHistogram } from '@wakeful/domain';

const US_PER_MS = 1000;

/** Milliseconds with three decimals. */
export const milliseconds = (us: number | null): number => Math.round(us ?? 0) / US_PER_MS;

/** null when no check was measured. */
export function latencyStatsOf(histogram: LatencyHistogram): LatencyStats | null {
  if (histogram.count === 0) return null;
  return {
    meanMs: milliseconds(histogram.meanUs),
    p50Ms: milliseconds(histogram.quantileUs(0.5)),
    p95Ms: milliseconds(histogram.quantileUs(0.95)),
    p99Ms: milliseconds(histogram.quantileUs(0.99)),
  };
}
