import { describe, expect, it } from '@jest/globals';
import { gradeOf } from './vital-grade.js';

describe('gradeOf', () => {
  it.each([
    ['lcpMs', null, undefined],
    ['lcpMs', 2_500, 'good'],
    ['lcpMs', 2_501, 'needs improvement'],
    ['ttfbMs', 1_801, 'poor'],
    ['cls', 0, 'good'],
    ['cls', 0.3, 'poor'],
  ] as const)('finds a %s of %s %s', (name, value, grade) => expect(gradeOf(name, value)).toBe(grade));
});
