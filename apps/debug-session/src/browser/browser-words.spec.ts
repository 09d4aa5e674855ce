import { describe, expect, it } from '@jest/globals';
import { browserReason } from './browser-words.js';

describe('what the browser says in words for people', () => {
  it.each([
    ['page.goto: Page crashed\nCall log:\n  - navigating to "http://a.example/"', "the browser's tab crashed"],
    ['page.evaluate: Target page, context or browser has been closed', 'the browser ended in the middle of it'],
    [
      "browserType.launch: Executable doesn't exist at /x/chrome\n╔═══╗\n║ Looks like Playwright was just installed\n║ npx playwright install",
      'its program is not there, or may not be run',
    ],
    [
      'browserType.launch: Timeout 15000ms exceeded.\nCall log:\n  - <launching> /usr/bin/chromium',
      'it took longer than it may',
    ],
    ['page.screenshot: \u001b[31mProtocol error\u001b[0m. Try again with fullPage. Call log: x', 'Protocol error.'],
    ['opening a page took longer than 10000 ms', 'opening a page took longer than 10000 ms'],
    ['', 'it does not say why'],
  ])('%j is "%s"', (message, reason) => {
    expect(browserReason(new Error(message))).toBe(reason);
    expect(reason).not.toMatch(/call log|try |npx|playwright/i);
  });
});
