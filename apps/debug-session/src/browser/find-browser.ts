import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

/** The build without windows first: the same engine, which starts in half the time and takes a third less of the processor. */
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** No browser could be found; the sentence says how to get one. */
export class BrowserMissingError extends Error {
  readonly code = 'BROWSER_MISSING';
  override readonly name = 'BrowserMissingError';

  constructor(why = 'There is no Chromium or Chrome on this machine') {
    super(`${why}. Install one, name its file in CHROMIUM_PATH, or run "npx playwright install chromium".`);
  }
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

function* candidates(env: NodeJS.ProcessEnv): Generator<string> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  for (const name of NAMES) for (const folder of folders) yield join(folder, name);
  if (process.platform === 'darwin') yield* MAC_APPLICATIONS;
  yield chromium.executablePath();
}

/**
 * The file of a browser: `CHROMIUM_PATH`, else an installed Chromium or Chrome, else Playwright's own.
 * @throws BrowserMissingError
 */
export async function findBrowser(chromiumPath: string | undefined, env = process.env): Promise<string> {
  if (chromiumPath) {
    if (await isExecutable(chromiumPath)) return chromiumPath;
    throw new BrowserMissingError('CHROMIUM_PATH does not name an executable file');
  }
  for (const file of candidates(env)) if (await isExecutable(file)) return file;
  throw new BrowserMissingError();
}
