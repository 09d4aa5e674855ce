import { describe, expect, it } from '@jest/globals';
import { barPaths } from './bar-paths.js';

const day = (date: string, availability: number | null) => ({
  ...{ date, availability, coverage: 1, downSeconds: 0, maintenanceSeconds: 0 },
});
const sizes = { height: 20, pitch: 5, width: 4 };

describe('barPaths', () => {
  it('draws all days of one look at once, each in its place', () => {
    const days = [day('2026-01-01', 1), day('2026-01-02', 0.5), day('2026-01-03', 1)];
    expect(barPaths(days, sizes)).toEqual([
      { look: 'up', path: 'M0 20v-20h4v20zM10 20v-20h4v20z' },
      { look: 'down', path: 'M5 20v-14h4v14z' },
    ]);
  });

  it('makes a day lower of which nothing is known', () => {
    expect(barPaths([day('2026-01-01', null)], sizes)).toEqual([{ look: 'none', path: 'M0 20v-5h4v5z' }]);
  });
});
