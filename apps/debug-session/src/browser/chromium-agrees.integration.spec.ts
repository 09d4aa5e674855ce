import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { httpProbe, parseEgressPolicy, ProbeNet } from '@wakeful/probing';
import { aProbeSpec, codingAnswers, framingAnswers, type RawAnswer, serveRaw } from '@wakeful/testing';
import { type Browser, type BrowserContext, chromium } from 'playwright';
import { testConfig } from '../visits.fixture.js';
import { findBrowser } from './find-browser.js';

const START_MS = 60_000;
const LOAD_MS = 20_000;

/** The check follows Chromium; here Chromium is asked. A row that differs says why, and must differ. */
const rows = [...framingAnswers, ...codingAnswers].filter(({ method }) => method !== 'HEAD');

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await findBrowser(testConfig().CHROMIUM_PATH),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  context = await browser.newContext();
}, START_MS);
afterAll(() => browser.close());

async function serve(row: RawAnswer): Promise<{ url: string; server: Server }> {
  const answers = serveRaw(row);
  const server = createServer((socket) => {
    // The browser leaves whenever it has seen enough.
    socket.on('error', () => socket.destroy());
    answers(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** The status and the text of what Chromium shows; null when it shows an error page of its own, or nothing. */
async function load(url: string): Promise<{ httpStatus: number; text: string } | null> {
  const page = await context.newPage();
  try {
    const response = await page.goto(url, { waitUntil: 'commit', timeout: LOAD_MS });
    await page.waitForLoadState('load', { timeout: LOAD_MS }).catch(() => undefined);
    if (!response || page.url().startsWith('chrome-error:')) return null;
    return { httpStatus: response.status(), text: await page.evaluate('document.documentElement.textContent ?? ""') };
  } catch {
    return null;
  } finally {
    await page.close();
  }
}

async function isUp(url: string): Promise<boolean> {
  const net = new ProbeNet(parseEgressPolicy('internal,127.0.0.0/8'));
  const spec = aProbeSpec({ url, maxBodyBytes: 1_000_000 });
  const { status } = await httpProbe(spec, null, new AbortController().signal, net);
  return status === 'up';
}

describe('a check is up where Chromium shows the page with the expected status, and down where it does not', () => {
  it.each(rows)('$name', async (row) => {
    const { url, server } = await serve(row);
    try {
      const shown = await load(url);
      const isShown = shown !== null && shown.httpStatus >= 200 && shown.httpStatus < 300;
      const isOurs = await isUp(url);
      const differs = row.chromium?.shows !== undefined;

      expect({ isShown, shown }).toMatchObject({ isShown: row.chromium?.shows ?? isOurs });
      expect(isShown === isOurs).toBe(!differs);
      const keyword = row.assertions?.find((assertion) => assertion.type === 'keyword')?.keyword;
      const isThere = row.want?.reason !== 'assertion' && row.chromium?.showsText !== false;
      if (shown && keyword !== undefined) expect(shown.text.includes(keyword)).toBe(isThere);
    } finally {
      server.close();
    }
  });
});
