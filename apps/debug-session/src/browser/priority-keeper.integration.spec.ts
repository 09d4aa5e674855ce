import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.fixture.js';
import { testConfig } from '../visits.fixture.js';
import { findBrowser } from './find-browser.js';
import { launchBrowser } from './launch-browser.js';
import { keepingPriority } from './priority-keeper.js';
import { processesOf } from './process-tree.js';
import { SessionScratch } from './scratch.js';

const LAUNCH_MS = 30_000;

const SCHED_IDLE = 5;

/** The priority (higher is more modest) and the policy of each thread; proc(5), fields 19 and 41. */
function schedulingOf(pid: number): { nice: number; policy: number }[] {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).map((task) => {
    const stat = readFileSync(join(tasks, task, 'stat'), 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { nice: Number(fields[16]), policy: Number(fields[38]) };
  });
}

describe('the priority of a browser', () => {
  it(
    'is never above that of the service, in none of its processes',
    async () => {
      using folder = temporaryFolder();
      const scratch = new SessionScratch(folder.path);
      const executablePath = await findBrowser(testConfig().CHROMIUM_PATH);
      const { browser, pid, kill } = await launchBrowser({
        executablePath,
        hasSandbox: process.getuid?.() !== 0,
        proxyUrl: 'socks5://127.0.0.1:9',
        scratch,
      });
      try {
        const page = await browser.newPage();
        await page.setContent('<h1>Shop</h1>');
        const family = processesOf(pid, scratch.mark);
        expect(family.length).toBeGreaterThan(2);
        const threads = family.flatMap((one) => schedulingOf(one.pid));
        expect(Math.min(...threads.map(({ nice }) => nice))).toBeGreaterThanOrEqual(getPriority());
        if (process.getuid?.() === 0)
          expect(new Set(threads.map(({ policy }) => policy))).toEqual(new Set([SCHED_IDLE]));
      } finally {
        await kill();
      }
      expect(processesOf(pid, scratch.mark)).toEqual([]);
    },
    LAUNCH_MS,
  );

  it.each([
    ['as ever', process.env['PATH'] ?? ''],
    ['without the programs that give way', ''],
  ])('is kept by what becomes the browser itself, %s', async (_name, path) => {
    using folder = temporaryFolder();
    const browser = join(folder.path, "it's a browser");
    writeFileSync(browser, '#!/bin/sh\necho "$$ $*"\n', { mode: 0o700 });
    const child = spawn(keepingPriority(browser, new SessionScratch(folder.path)), ['--one', 'two words'], {
      env: { PATH: path },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said: Buffer[] = await child.stdout.toArray();
    expect(Buffer.concat(said).toString()).toBe(`${child.pid} --one two words\n`);
  });
});
