import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');

interface LintMessage {
  ruleId: string | null;
  message: string;
}

/** What lint says of a text in place of a file. */
function lint(file: string, text: string): LintMessage[] {
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/eslint/bin/eslint.js'),
      '--stdin',
      '--stdin-filename',
      join(root, file),
      '--format',
      'json',
    ],
    { cwd: root, input: text, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false' } },
  );
  const [result] = JSON.parse(stdout) as { messages: LintMessage[] }[];
  return result?.messages ?? [];
}

describe('the module boundaries', () => {
  it.each([
    { file: 'apps/checker/src/main.ts', imported: '@wakeful/persistence', why: 'a checker has no database' },
    { file: 'apps/gateway/src/main.ts', imported: '@wakeful/probing', why: 'only a checker probes' },
    { file: 'apps/recorder/src/main.ts', imported: '@wakeful/testing', why: 'no service holds what tests need' },
    { file: 'apps/recorder/src/main.ts', imported: '@wakeful/launching', why: 'no service starts servers' },
    {
      file: 'libs/launching/src/index.ts',
      imported: '@wakeful/testing',
      why: '`npm start` needs nothing of the tests',
    },
    { file: 'libs/testing/src/wait-for.spec.ts', imported: '@wakeful/launching', why: 'launching tests with testing' },
    { file: 'libs/messaging/src/index.ts', imported: '@wakeful/persistence', why: 'messaging knows no database' },
    { file: 'libs/contracts/src/index.ts', imported: '@wakeful/domain', why: 'contracts depend on nothing' },
  ])(
    'refuse $imported in $file: $why',
    ({ file, imported }) => {
      const messages = lint(file, `export * from '${imported}';\n`);
      expect(messages.map((message) => message.ruleId)).toContain('@nx/enforce-module-boundaries');
    },
    60_000,
  );

  it('allow what the layout says', () => {
    const messages = lint('apps/checker/src/main.ts', "export * from '@wakeful/probing';\n");
    expect(messages).toEqual([]);
  }, 60_000);
});
