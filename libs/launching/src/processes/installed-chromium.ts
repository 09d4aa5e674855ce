import { existsSync } from 'node:fs';

/** The one without windows first: the same engine, and quicker. */
const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
];

/** How to launch the browser of this machine with Playwright, or of `CHROMIUM_PATH`; without one, Playwright's own. */
export function installedChromium(files: readonly string[] = INSTALLED) {
  const executablePath = process.env['CHROMIUM_PATH'] ?? files.find((file) => existsSync(file));
  return {
    ...(executablePath !== undefined && { executablePath }),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-background-networking', '--disable-quic'],
  };
}
