import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const APT_TIMEOUT_MS = 300_000;
const DOWNLOAD_TIMEOUT_MS = 180_000;

/** Runs a program to its end; resolves with whether it succeeded. */
function succeeds(command: string, args: readonly string[], timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(command, args, { stdio: 'ignore', env, timeout: timeoutMs });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function isDebian(): Promise<boolean> {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return false;
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

const apt = (...args: string[]): Promise<boolean> => succeeds('apt-get', [...args, '-qq'], APT_TIMEOUT_MS);

async function installPackage(): Promise<boolean> {
  // With what it recommends: without fonts a screenshot has no text.
  const install = ['install', '-y', 'chromium'];
  // Containers often come without package lists.
  if (!(await apt(...install)) && !((await apt('update')) && (await apt(...install)))) return false;
  // Quicker, where the distribution has it; the other does as well.
  await apt('install', '-y', 'chromium-headless-shell');
  return true;
}

function downloadPlaywrights(): Promise<boolean> {
  const playwright = dirname(createRequire(import.meta.url).resolve('playwright/package.json'));
  return succeeds(process.execPath, [join(playwright, 'cli.js'), 'install', 'chromium'], DOWNLOAD_TIMEOUT_MS);
}

/** Brings a browser onto this machine: as root on Debian or Ubuntu its package, elsewhere the one of Playwright. */
export async function installBrowser(onProgress: (sentence: string) => void): Promise<boolean> {
  if (process.getuid?.() === 0 && (await isDebian())) {
    onProgress("Installing the distribution's chromium, once (for debug sessions)");
    if (await installPackage()) return true;
  }
  onProgress('Downloading a Chromium, once (for debug sessions)');
  return downloadPlaywrights();
}
