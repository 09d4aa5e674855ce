import { describe, expect, it } from '@jest/globals';
import { dayLook } from './day-look.js';

describe('dayLook', () => {
  it.each([
    [null, 'none'],
    [1, 'up'],
    [0.999, 'degraded'],
    [0.98, 'down'],
    [0, 'down'],
  ] as const)('shows a day with an availability of %s as %s', (availability, look) =>
    expect(dayLook({ availability })).toBe(look),
  );
});
