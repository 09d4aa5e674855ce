import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

const sources = fileURLToPath(new URL('.', import.meta.url));

/** From the bottom up: a folder imports only what stands before it. What is not named is a feature, on top of them. */
const FOUNDATIONS = ['http', 'identity', 'context', 'audit', 'access', 'monitors'] as const;

const within = (folders: readonly string[]): string => `/gateway/src/(${folders.join('|')})/`;

const upwards = FOUNDATIONS.map((folder, index): IForbiddenRuleType => ({
  name: `${folder} imports only what is below it`,
  severity: 'error',
  from: { path: within([folder]) },
  to: { path: '/gateway/src/[^/]+/', pathNot: within(FOUNDATIONS.slice(0, index + 1)) },
}));

const circles: IForbiddenRuleType = { name: 'no circle', severity: 'error', from: {}, to: { circular: true } };
const circlesOfFolders = {
  name: 'no circle of folders',
  severity: 'error',
  scope: 'folder',
  from: {},
  to: { circular: true },
} as const;

describe('the import graph of the gateway', () => {
  it('has no circle, neither of files nor of folders, and the foundations know nothing of the features', async () => {
    const { output } = await cruise([sources], {
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '\\.(spec|fixture)\\.ts$' },
      tsPreCompilationDeps: true,
      validate: true,
      ruleSet: { forbidden: [circles, circlesOfFolders, ...upwards] },
    });
    const { summary, modules } = output as ICruiseResult;
    expect(modules.length).toBeGreaterThan(100);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  }, 120_000);
});
