import { beforeAll, describe, expect, it } from '@jest/globals';
import { brokenRules } from './lint-texts.fixture.js';

const refused = [
  { file: 'apps/checker/src/main.ts', imported: '@wakeful/persistence', why: 'a checker has no database' },
  { file: 'apps/gateway/src/main.ts', imported: '@wakeful/probing', why: 'only a checker probes' },
  { file: 'apps/recorder/src/main.ts', imported: '@wakeful/testing', why: 'no service holds what tests need' },
  { file: 'apps/recorder/src/main.ts', imported: '@wakeful/launching', why: 'no service starts servers' },
  { file: 'libs/launching/src/index.ts', imported: '@wakeful/testing', why: '`npm start` needs nothing of the tests' },
  { file: 'libs/testing/src/wait-for.spec.ts', imported: '@wakeful/launching', why: 'launching tests with testing' },
  { file: 'libs/messaging/src/index.ts', imported: '@wakeful/persistence', why: 'messaging knows no database' },
  { file: 'libs/contracts/src/index.ts', imported: '@wakeful/domain', why: 'contracts depend on nothing' },
];
const allowed = { file: 'apps/checker/src/main.ts', imported: '@wakeful/probing' };

/** Services with a database take the time from it; those few files that may not are named in eslint.config.mjs. */
const ofClock = { text: 'export const nowMs = Date.now();\nexport const now = new Date();\n' };
const clocks = {
  refused: { file: 'apps/recorder/src/main.ts', ...ofClock },
  allowed: { file: 'apps/scheduler/src/clock/compare-clocks.ts', ...ofClock },
};

const LINT_TIMEOUT_MS = 120_000;

describe('the module boundaries', () => {
  let broken: (string | null)[][];
  beforeAll(() => {
    const texts = [...refused, allowed].map(({ file, imported }) => ({
      file,
      text: `export * from '${imported}';\n`,
    }));
    broken = brokenRules([...texts, clocks.refused, clocks.allowed]);
  }, LINT_TIMEOUT_MS);

  it.each(refused.map((row, index) => ({ ...row, index })))('refuse $imported in $file: $why', ({ index }) => {
    expect(broken[index]).toContain('@nx/enforce-module-boundaries');
  });

  it('allow what the layout says', () => {
    expect(broken.at(-3)).toEqual([]);
  });

  it('go with the clock of the database, the one of the machine is refused but where it is right', () => {
    expect(broken.at(-2)).toEqual(['no-restricted-syntax', 'no-restricted-syntax']);
    expect(broken.at(-1)).toEqual([]);
  });
});
