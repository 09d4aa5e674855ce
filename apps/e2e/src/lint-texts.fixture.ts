import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export interface LintText {
  file: string;
  text: string;
}

const PROGRAM = `
  import { ESLint } from 'eslint';
  const eslint = new ESLint();
  const found = [];
  for (const { file, text } of JSON.parse(process.argv[1])) {
    const [result] = await eslint.lintText(text, { filePath: file });
    found.push((result?.messages ?? []).map((message) => message.ruleId));
  }
  console.log(JSON.stringify(found));
`;

/** The rules that each of these texts breaks when it is the content of its file. One process: ESLint takes seconds to start. */
export function brokenRules(texts: readonly LintText[]): (string | null)[][] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, JSON.stringify(texts)],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false' } },
  );
  if (!stdout) throw new Error(`ESLint did not run: ${stderr}`);
  return JSON.parse(stdout) as (string | null)[][];
}
