import { describe, expect, it } from '@jest/globals';
import { counterOf, histogramBetween, histogramOf, histogramSum, percentileOf } from './prometheus-text.js';

const text = `# HELP lag_seconds Lag.
# TYPE lag_seconds histogram
lag_seconds_bucket{le="0.1"} 50
lag_seconds_bucket{le="1"} 90
lag_seconds_bucket{le="+Inf"} 100
lag_seconds_sum 12.5
lag_seconds_count 100
dropped_total{why="repeated"} 3
dropped_total{why="deleted monitor"} 4
dropped_total_other 100
plain_total 1.5e+3
`;

describe('counters', () => {
  it.each([
    { name: 'dropped_total', label: '', expected: 7 },
    { name: 'dropped_total', label: 'why="repeated"', expected: 3 },
    { name: 'plain_total', label: '', expected: 1500 },
    { name: 'missing_total', label: '', expected: 0 },
  ])('$name {$label} is $expected', ({ name, label, expected }) => {
    expect(counterOf(text, name, label)).toBe(expected);
  });
});

describe('histograms', () => {
  const histogram = histogramOf(text, 'lag_seconds');

  it('are read in the order of their bounds', () => {
    expect(histogram.buckets).toEqual([
      { upTo: 0.1, count: 50 },
      { upTo: 1, count: 90 },
      { upTo: Infinity, count: 100 },
    ]);
  });

  it.each([
    { quantile: 0.25, expected: 0.05 },
    { quantile: 0.5, expected: 0.1 },
    { quantile: 0.7, expected: 0.55 },
    { quantile: 0.9, expected: 1 },
    { quantile: 0.99, expected: 1 },
  ])('are interpolated at $quantile', ({ quantile, expected }) => {
    expect(percentileOf(histogram, quantile)).toBeCloseTo(expected);
  });

  it('without anything in them have no percentiles', () => {
    expect(percentileOf({ buckets: [] }, 0.5)).toBeNull();
    expect(percentileOf(histogramBetween(histogram, histogram), 0.5)).toBeNull();
  });

  it('skip empty buckets', () => {
    const late = {
      buckets: [
        { upTo: 1, count: 0 },
        { upTo: 2, count: 10 },
        { upTo: Infinity, count: 10 },
      ],
    };
    expect(percentileOf(late, 0.5)).toBe(1.5);
  });

  it('can be subtracted and added', () => {
    const later = { buckets: histogram.buckets.map(({ upTo, count }) => ({ upTo, count: count * 3 })) };
    expect(histogramBetween(histogram, later).buckets.map(({ count }) => count)).toEqual([100, 180, 200]);
    expect(histogramSum([histogram, later]).buckets.map(({ count }) => count)).toEqual([200, 360, 400]);
  });
});
