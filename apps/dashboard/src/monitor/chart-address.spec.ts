import { describe, expect, it } from '@jest/globals';
import { partOf, rangeOf, withPart } from './chart-address.js';

const span = { fromMs: Date.parse('2026-01-31T00:00:00Z'), untilMs: Date.parse('2026-02-01T00:00:00Z') };
const part = { fromMs: Date.parse('2026-01-31T03:00:00Z'), untilMs: Date.parse('2026-01-31T04:00:00Z') };

describe('what a chart shows', () => {
  it('is in the address, and opens again from there', () => {
    const parameters = withPart(new URLSearchParams(), '24h', part);
    expect(parameters.toString()).toContain('range=24h');
    expect(rangeOf(parameters)).toBe('24h');
    expect(partOf(parameters, span)).toEqual(part);
    expect(withPart(parameters, '24h', null).toString()).toBe('range=24h');
  });

  it('is everything when the address says nothing, or nothing that there is', () => {
    const old = withPart(new URLSearchParams(), '24h', part);
    expect(partOf(old, { fromMs: span.untilMs, untilMs: span.untilMs + 1 })).toBeNull();
    expect(partOf(new URLSearchParams('from=x&to=y'), span)).toBeNull();
    expect(rangeOf(new URLSearchParams('range=toString'))).toBeNull();
    expect(rangeOf(new URLSearchParams())).toBeNull();
  });
});
