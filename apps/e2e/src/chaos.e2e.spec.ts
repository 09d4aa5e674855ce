import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LaunchedProcess } from '@wakeful/launching';
import { repoRoot, temporaryFolder } from './test-system.fixture.js';

const TIMEOUT_MS = 300_000;

/** A few faults of processes and connections, over two outages: they need no right that not every machine gives. */
const plan = {
  seed: 0,
  lastsMs: 15_000,
  monitors: { steady: 4, failing: 2, handled: 2 },
  faults: [
    { atMs: 1_000, kind: 'freeze a service, then kill it', victim: 'recorder', forMs: 2_000 },
    { atMs: 4_000, kind: 'freeze all back ends of PostgreSQL', victim: null, forMs: 2_000 },
    { atMs: 7_000, kind: 'cut all wires to a store', victim: 'nats', forMs: 2_000 },
    { atMs: 11_000, kind: 'kill everything', victim: null, forMs: 0 },
  ],
  outages: [
    { monitor: 0, fromMs: 500, untilMs: 12_000 },
    { monitor: 1, fromMs: 5_000, untilMs: 17_000 },
  ],
  userActions: [
    { atMs: 500, kind: 'check-now', monitor: 0, gateway: 0 },
    { atMs: 3_000, kind: 'pause', monitor: 0, gateway: 1 },
    { atMs: 6_000, kind: 'resume', monitor: 0, gateway: 0 },
    { atMs: 6_500, kind: 'check-now', monitor: 1, gateway: 1 },
    { atMs: 10_000, kind: 'change-interval', monitor: 1, gateway: 0 },
  ],
};

describe('a few faults over each other', () => {
  it(
    'break no promise, by the logs of the pages and of the receiver of alerts',
    async () => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, 'plan.json');
      await writeFile(file, JSON.stringify(plan));
      const output: string[] = [];
      const args = [join(repoRoot, 'tools/chaos/dist/main.js'), '--no-settle', '--replay', file];
      const onLine = (line: string): number => output.push(line);
      const chaos = await LaunchedProcess.launch(process.execPath, args, { cwd: repoRoot, onLine });
      const timer = setTimeout(() => chaos.kill('SIGTERM'), TIMEOUT_MS - 30_000);
      const { code } = await chaos.exited.finally(() => clearTimeout(timer));
      const report = output.join('\n');
      expect({ code, report: code === 0 ? '' : report }).toEqual({ code: 0, report: '' });
      // It was a run that had something to look at.
      expect(report).toMatch(/^held {2}Each alert arrives once +[1-9]/m);
      expect(report).toMatch(/^4 faults, 2 outages, \d+ requests, \d+ alerts\.$/m);
    },
    TIMEOUT_MS,
  );
});
