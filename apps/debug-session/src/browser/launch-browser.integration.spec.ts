import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.fixture.js';
import { testConfig } from '../visits.fixture.js';
import { findBrowser } from './find-browser.js';
import { launchBrowser } from './launch-browser.js';
import { processesOf } from './process-tree.js';
import { SessionScratch } from './scratch.js';

const KILL_MS = 60_000;
/** Text that does not compress, so that writing its trace takes a while. */
const LONG_PAGE = `<body><script>
  for (let at = 0; at < 100; at++) {
    const digits = Array.from({ length: 10000 }, () => Math.random().toString(36).slice(2));
    document.body.append(document.createElement('p'), digits.join(' '));
  }
</script>`;

const realTemp = process.env['TMPDIR'];
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  process.env['TMPDIR'] = folder.path;
});
afterEach(() => {
  if (realTemp === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = realTemp;
  folder[Symbol.dispose]();
});

describe('killing a browser', () => {
  // Jest fails a test in which a rejection is handled by no one. A service would end.
  it(
    'harms no one and leaves nothing while its trace is being written',
    async () => {
      const scratch = new SessionScratch(join(folder.path, 'run'));
      const { browser, pid, kill } = await launchBrowser({
        executablePath: await findBrowser(testConfig().CHROMIUM_PATH),
        hasSandbox: process.getuid?.() !== 0,
        proxyUrl: 'socks5://127.0.0.1:9',
        scratch,
      });
      const context = await browser.newContext();
      await context.tracing.start({ screenshots: true, snapshots: true });
      await (await context.newPage()).setContent(LONG_PAGE);
      const path = join(scratch.path, 'trace.zip');
      const traced = context.tracing.stop({ path }).catch(() => undefined);
      while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
      await kill();
      await traced;
      scratch.remove();
      expect(processesOf(pid, scratch.mark)).toEqual([]);
      expect(readdirSync(folder.path)).toEqual([]);
    },
    KILL_MS,
  );
});
