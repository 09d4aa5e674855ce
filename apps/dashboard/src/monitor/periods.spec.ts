import { describe, expect, it } from '@jest/globals';
import { periodsSince } from './periods.js';

describe('the periods of which a monitor has an uptime', () => {
  const nowMs = Date.parse('2026-06-01T00:00:00Z');

  it.each([
    ['2026-05-31T23:50:00Z', ['1h']],
    ['2026-05-31T12:00:00Z', ['1h', '24h']],
    ['2026-05-20T00:00:00Z', ['1h', '24h', '7d', '30d']],
    ['2026-01-01T00:00:00Z', ['1h', '24h', '7d', '30d', '90d']],
  ])('since %s are %j', (createdAt, want) => {
    const { windows, wholeLife } = periodsSince(createdAt, nowMs);
    expect(windows.map(({ window }) => window)).toEqual(want);
    expect(wholeLife).toBe(want.length < 5);
  });
});
