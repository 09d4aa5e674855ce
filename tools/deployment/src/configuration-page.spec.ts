import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { programNames, repoRoot, variablesOf } from './services.fixture.js';

const page = readFileSync(join(repoRoot, 'docs/configuration.md'), 'utf8');
const described = new Set([...page.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name));
/** Read by libraries or by Node, and set by no one. */
const internal = new Set(['NODE_ENV']);

describe('docs/configuration.md', () => {
  it.each(programNames)('describes every variable that %s reads', async (program) => {
    const names = [...(await variablesOf(program))].filter((name) => !name.endsWith('_FILE') && !internal.has(name));
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !described.has(name))).toEqual([]);
  });
});
