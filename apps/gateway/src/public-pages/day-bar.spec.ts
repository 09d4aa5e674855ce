import { describe, expect, it } from '@jest/globals';
import { dayBar, kindOfDay } from './render-page.js';

const day = (availability: number | null, coverage: number | null, downSeconds = 0) => ({
  date: '2026-01-01',
  availability,
  coverage,
  downSeconds,
});

describe('dayBar', () => {
  it('shows a day without data as neither up nor down', () => {
    expect([day(null, null), day(null, 0)].map(kindOfDay)).toEqual(['n', 'n']);
    expect([day(1, 0.5), day(0.999, 1, 60), day(0.5, 1, 43_200)].map(kindOfDay)).toEqual(['u', 'p', 'd']);
  });

  it('joins days that are alike, and says in words what it shows', () => {
    const { text } = dayBar([day(null, null), day(1, 1), day(1, 1), day(0.5, 1, 43_200)]);
    expect(text).toContain('<path class="u" d="M0 0h4"/><path class="d" d="M3 0h1"/><path class="n" d="M0 0h1"/>');
    expect(text).toContain('2 days without outages, 1 with outages, 1 without data');
  });
});
