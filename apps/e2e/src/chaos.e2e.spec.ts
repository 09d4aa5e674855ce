import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LaunchedProcess } from '@wakeful/launching';
import { repoRoot } from './test-system.fixture.js';

const TIMEOUT_MS = 300_000;
/** Faults of processes and wires: they need no right that not every machine gives. */
const KINDS = ['kill', 'freeze a service', 'cut', 'back end'];
const args = [
  '--faults',
  '5',
  '--seed',
  '20',
  '--pace',
  '4',
  '--no-settle',
  ...KINDS.flatMap((kind) => ['--only', kind]),
];

describe('a few faults at random moments', () => {
  it(
    'break no promise, by the logs of the pages and of the receiver of alerts',
    async () => {
      const output: string[] = [];
      const chaos = await LaunchedProcess.launch(
        process.execPath,
        [join(repoRoot, 'tools/chaos/dist/main.js'), ...args],
        { cwd: repoRoot, onLine: (line) => output.push(line) },
      );
      const timer = setTimeout(() => chaos.kill('SIGTERM'), TIMEOUT_MS - 30_000);
      const { code } = await chaos.exited.finally(() => clearTimeout(timer));
      const report = output.join('\n');
      expect({ code, report }).toMatchObject({ code: 0 });
      // It was a run that had something to look at.
      expect(report).toMatch(/^held {2}Each alert arrives once +[1-9]/m);
      expect(report).toMatch(/^5 faults, \d+ outages, \d+ requests, \d+ alerts\.$/m);
    },
    TIMEOUT_MS,
  );
});
