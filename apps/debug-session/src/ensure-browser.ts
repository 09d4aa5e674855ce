import { loadConfig } from '@wakeful/platform';
import { z } from 'zod';
import { BrowserMissingError, findBrowser } from './browser/find-browser.js';
import { installBrowser } from './browser/install-browser.js';
import { browserVariables } from './config.js';

/**
 * The step before a start on a single machine: sees to it that there is a browser. Prints what it does, one sentence a
 * line. Ends with 0 also when there is none: everything else runs without.
 */
const { CHROMIUM_PATH } = loadConfig(z.object(browserVariables));
try {
  await findBrowser(CHROMIUM_PATH);
} catch (error) {
  if (!(error instanceof BrowserMissingError)) throw error;
  const isInstalled = CHROMIUM_PATH === undefined && (await installBrowser((sentence) => console.log(sentence)));
  if (!isInstalled) console.log(`${error.message} Debug sessions do not work until then; everything else does`);
}
