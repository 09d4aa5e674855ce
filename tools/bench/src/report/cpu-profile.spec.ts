import { describe, expect, it } from '@jest/globals';
import { topFunctions, topModules } from './cpu-profile.js';

const node = (id: number, functionName: string, url = '') => ({ id, callFrame: { functionName, url, lineNumber: 9 } });
const profile = {
  startTime: 1000,
  nodes: [
    node(1, '(idle)'),
    node(2, 'run', 'file:///somewhere/apps/checker/dist/run.js'),
    node(3, 'parse', 'file:///somewhere/node_modules/@scope/parser/index.js'),
    node(4, 'write'),
  ],
  samples: [2, 1, 3, 4, 2],
  timeDeltas: [10, 1000, 30, 20, 50],
};
const always = { from: 0, until: Infinity };

describe('a CPU profile', () => {
  it('names the costliest functions, without the idle time', () => {
    expect(topFunctions(profile, always, 2)).toEqual([
      { name: 'run apps/checker/dist/run.js:10', microseconds: 60, part: 60 / 110 },
      { name: 'parse node_modules/@scope/parser/index.js:10', microseconds: 30, part: 30 / 110 },
    ]);
  });

  it('sums up by package and part of the project', () => {
    expect(topModules(profile, always, 9).map(({ name }) => name)).toEqual(['apps/checker', '@scope/parser', 'write']);
  });

  it('looks at a span only', () => {
    expect(topFunctions(profile, { from: 1020, until: 2050 }, 9).map(({ microseconds }) => microseconds)).toEqual([30]);
  });
});
