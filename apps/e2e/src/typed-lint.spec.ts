import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
const LINT_TIMEOUT_MS = 120_000;

const broken = `
export async function save(): Promise<void> {}
export function forgets(): void {
  save();
}
export async function waitsForNothing(): Promise<void> {
  await 1;
}
export function throwsText(): never {
  throw 'text';
}
export function listens(listen: (listener: () => void) => void): void {
  listen(async () => await save());
}
export function covers(status: 'up' | 'down'): number {
  switch (status) {
    case 'up':
      return 1;
  }
  return 0;
}
`;

it(
  'the rules that need types refuse what only they can see',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'wakeful-typed-lint-'));
    try {
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, types: [] } }));
      writeFileSync(join(folder, 'broken.ts'), broken);
      const { stdout } = spawnSync(
        join(root, 'node_modules/.bin/oxlint'),
        ['--type-aware', '--format', 'json', '-c', join(root, '.oxlintrc.json'), '.'],
        { cwd: folder, encoding: 'utf8' },
      );
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
      expect(diagnostics.map(({ code }) => /\((.+)\)/.exec(code)?.[1]).sort()).toEqual([
        'await-thenable',
        'no-floating-promises',
        'no-misused-promises',
        'only-throw-error',
        'switch-exhaustiveness-check',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  LINT_TIMEOUT_MS,
);
