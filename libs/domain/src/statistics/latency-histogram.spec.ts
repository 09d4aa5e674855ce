import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LatencyHistogram, RELATIVE_ERROR } from './latency-histogram.js';
import { EncodingError, VarintReader } from './varint.js';

const MAX_US = 2_147_483_647;
// Spread over the magnitudes, as latencies are: a uniform number would nearly always be a large one.
const duration = fc
  .integer({ min: 0, max: 31 })
  .chain((bits) => fc.integer({ min: 1, max: Math.min(MAX_US, 2 ** bits) }));
const durations = fc.array(duration, { maxLength: 200 });

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const us of values) histogram.add(us);
  return histogram;
}

function encoded(histogram: LatencyHistogram): number[] {
  const bytes: number[] = [];
  histogram.encodeTo(bytes);
  return bytes;
}

function merged(...histograms: LatencyHistogram[]): LatencyHistogram {
  const result = new LatencyHistogram();
  for (const histogram of histograms) result.merge(histogram);
  return result;
}

describe('LatencyHistogram', () => {
  it('gives every quantile within the relative error, and the exact mean', () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const histogram = histogramOf(values);
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? NaN;
          const estimate = histogram.quantileUs(q) ?? NaN;
          // One part in 10^9 for the rounding of the logarithm at the border of two buckets.
          expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * (RELATIVE_ERROR + 1e-9));
          expect(histogram.count).toBe(values.length);
          expect(histogram.meanUs).toBe(values.reduce((sum, us) => sum + us, 0) / values.length);
        },
      ),
    );
  });

  it('merges to the histogram of all values, in whatever order and grouping', () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const whole = encoded(histogramOf([...a, ...b, ...c]));
        const [first, second, third] = [histogramOf(a), histogramOf(b), histogramOf(c)];
        expect(encoded(merged(first, merged(second, third)))).toEqual(whole);
        expect(encoded(merged(merged(first, second), third))).toEqual(whole);
        expect(encoded(merged(third, first, second))).toEqual(whole);
      }),
    );
  });

  it('reads back what it wrote, one histogram after the other', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const bytes = Uint8Array.from([...encoded(histogramOf(a)), ...encoded(histogramOf(b))]);
        const reader = new VarintReader(bytes);
        const [first, second] = [new LatencyHistogram(), new LatencyHistogram()];
        first.mergeEncoded(reader);
        second.mergeEncoded(reader);
        expect(reader.isAtEnd).toBe(true);
        expect(encoded(first)).toEqual(encoded(histogramOf(a)));
        expect(encoded(second)).toEqual(encoded(histogramOf(b)));
        expect(first.count).toBe(a.length);
      }),
    );
  });

  it('knows nothing when empty', () => {
    const empty = new LatencyHistogram();
    expect([empty.quantileUs(0.5), empty.meanUs, empty.count]).toEqual([null, null, 0]);
  });

  it('keeps sums that do not fit in 32 bits', () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, () => MAX_US));
    const copy = new LatencyHistogram();
    copy.mergeEncoded(new VarintReader(Uint8Array.from(encoded(histogram))));
    expect(copy.sumUs).toBe(1000 * MAX_US);
  });

  it('refuses bytes that are cut off', () => {
    const bytes = Uint8Array.from(encoded(histogramOf([1, 500, 70_000])));
    const cut = new VarintReader(bytes.subarray(0, bytes.length - 1));
    expect(() => new LatencyHistogram().mergeEncoded(cut)).toThrow(EncodingError);
  });
});
