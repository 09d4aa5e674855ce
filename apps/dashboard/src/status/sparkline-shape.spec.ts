import { describe, expect, it } from '@jest/globals';
import { sparklineShape } from './sparkline-shape.js';

const fromMs = Date.parse('2026-01-31T00:00:00.000Z');
const hour = (slot: number, p50Ms: number | null, failed = 0) => ({
  at: new Date(fromMs + slot * 3_600_000).toISOString(),
  p50Ms,
  failed,
});

describe('a sparkline', () => {
  it('keeps a steady line in the middle', () => {
    expect(sparklineShape([hour(0, 40), hour(1, 40), hour(2, 40)], fromMs, 24).line).toBe('M2 12h0L6 12L10 12');
  });

  it('reaches the top with what was slowest', () => {
    const { line, fastestMs, slowestMs, latestMs } = sparklineShape(
      [hour(0, 10), hour(1, 10), hour(2, 100)],
      fromMs,
      3,
    );
    expect(line).toMatch(/L80 1\.5$/);
    expect({ fastestMs, slowestMs, latestMs }).toEqual({ fastestMs: 10, slowestMs: 100, latestMs: 100 });
  });

  it('has a hole where nothing was answered, and a mark where checks failed', () => {
    const shape = sparklineShape([hour(0, 40), hour(1, null, 60), hour(2, 40), hour(5, 40, 1)], fromMs, 24);
    expect(shape.line).toBe('M2 12h0M10 12h0M22 12h0');
    expect(shape.failures).toEqual([6, 22]);
  });

  it('of nothing is empty', () => {
    expect(sparklineShape([], fromMs, 24)).toEqual({
      line: '',
      failures: [],
      fastestMs: null,
      slowestMs: null,
      latestMs: null,
    });
  });
});
