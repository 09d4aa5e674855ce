import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { cacheDirectory, unpackDebianPackage } from '@wakeful/launching';

const TIMEOUT_MS = 60_000;

export interface PromtoolAnswer {
  readonly isGood: boolean;
  readonly output: string;
}

/** Runs promtool: the one on the PATH, or that of Debian's package `prometheus`. */
export async function promtool(
  args: readonly string[],
  options: { cwd?: string; input?: string } = {},
): Promise<PromtoolAnswer> {
  return execute(await findPromtool(), args, options);
}

async function findPromtool(): Promise<string> {
  const { isGood } = await execute('promtool', ['--version'], {});
  if (isGood) return 'promtool';
  return join(await unpackDebianPackage('prometheus', cacheDirectory()), 'usr/bin/promtool');
}

function execute(
  binary: string,
  args: readonly string[],
  { cwd, input = '' }: { cwd?: string; input?: string },
): Promise<PromtoolAnswer> {
  return new Promise((resolve) => {
    const child = execFile(binary, args, { cwd, timeout: TIMEOUT_MS }, (error, stdout, stderr) =>
      resolve({ isGood: !error, output: `${stdout}${stderr}${error && !stderr ? error.message : ''}` }),
    );
    // A program that does not start has no one to read.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
