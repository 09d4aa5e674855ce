import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { parseProcStatus } from '../procfs/proc-stat.js';

/** What a tab takes of the memory at one moment, in bytes. */
export interface TabMemory {
  /**
   * The private memory of the renderer process: the "memory footprint" of Chrome's task manager. The heap of JavaScript
   * is a part of it, the document, styles and canvases are others.
   */
  readonly privateBytes: number;
  /** With the program of the browser, which all of its processes share. */
  readonly residentBytes: number;
  /** Of the heap of JavaScript, with what is no longer reachable and waits to be collected. */
  readonly heapBytes: number;
}

/** Linux only. Garbage collection is left to the browser, as in a user's tab. */
export async function readTabMemory(browser: Browser, page: Page): Promise<TabMemory> {
  const pid = await rendererPid(browser);
  const { anonymousBytes, fileBytes, sharedBytes } = parseProcStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
  const session = await page.context().newCDPSession(page);
  try {
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return {
      privateBytes: anonymousBytes,
      residentBytes: anonymousBytes + fileBytes + sharedBytes,
      heapBytes: usedSize,
    };
  } finally {
    await session.detach();
  }
}

/** The browser has one page. There may also be a spare renderer, which has done next to nothing. */
async function rendererPid(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    const [busiest] = renderers.toSorted((a, b) => b.cpuTime - a.cpuTime);
    if (!busiest) throw new Error('The browser has no process that renders a page.');
    return busiest.id;
  } finally {
    await session.detach();
  }
}
