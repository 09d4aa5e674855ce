import { type Browser, chromium } from 'playwright';
import { within } from '../visit/time-limit.js';
import { browserReason } from './browser-words.js';
import { keepingPriority } from './priority-keeper.js';
import { killTree, processesOf } from './process-tree.js';
import type { SessionScratch } from './scratch.js';
import { trustAuthorities } from './trust-authorities.js';

const LAUNCH_TIMEOUT_MS = 15_000;
const GONE_POLL_MS = 20;
const GONE_PATIENCE_MS = 5_000;

/** In addition to Playwright's own. Background activity of the browser is useless here and causes traffic. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-quic',
  '--no-pings',
  // What cannot be opened is tried once.
  '--disable-auto-reload',
  // Its first request would go to the vendor's sign-in.
  '--gaia-url=http://127.0.0.1:9/',
  // WebRTC would bypass the proxy. The second is the name that older versions know it by.
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
];

export interface LaunchOptions {
  executablePath: string;
  hasSandbox: boolean;
  proxyUrl: string;
  scratch: SessionScratch;
  /** PEM certificates that this browser trusts in addition to the public CAs. */
  authorities?: readonly string[];
}

/** A browser could not be started. */
export class BrowserLaunchError extends Error {
  readonly code = 'BROWSER_NOT_STARTED';
  override readonly name = 'BrowserLaunchError';

  constructor(cause: unknown) {
    super(`The browser could not be started: ${browserReason(cause)}`, { cause });
  }
}

/** A running browser that belongs to one session. */
export interface LaunchedBrowser {
  readonly browser: Browser;
  /** Of its first process; null elsewhere than on Linux, where Playwright alone knows. */
  readonly pid: number | null;
  /** Ends its whole process tree at once; resolves when no process of it is left. */
  kill(): Promise<void>;
}

/**
 * Starts a browser that is driven over a pipe. Not over a WebSocket (`launchServer`), though that would tell the
 * process id: there Playwright fetches a trace in pieces, and one that is under way when the browser is killed rejects
 * where it cannot be caught, which ends the service.
 * @throws BrowserLaunchError
 */
export async function launchBrowser(options: LaunchOptions): Promise<LaunchedBrowser> {
  const { executablePath, hasSandbox, proxyUrl, scratch, authorities = [] } = options;
  let browser: Browser;
  try {
    const home = authorities.length > 0 ? { HOME: trustAuthorities(scratch, authorities) } : {};
    browser = await chromium.launch({
      executablePath: keepingPriority(executablePath, scratch),
      chromiumSandbox: hasSandbox,
      args: FLAGS,
      proxy: { server: proxyUrl },
      env: { ...browserEnvironment(), ...home, TMPDIR: scratch.path, WAKEFUL_DEBUG_SCRATCH: scratch.path },
      artifactsDir: scratch.path,
      timeout: LAUNCH_TIMEOUT_MS,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    killTree(null, scratch.mark);
    throw new BrowserLaunchError(error);
  }
  const pid = processesOf(null, scratch.mark).find(({ parentPid }) => parentPid === process.pid)?.pid ?? null;
  if (pid !== null) scratch.recordBrowser(pid);
  const kill = async (): Promise<void> => {
    const closed = browser.close();
    closed.catch(() => undefined);
    const deadlineMs = performance.now() + GONE_PATIENCE_MS;
    do {
      killTree(pid, scratch.mark);
      await new Promise((resolve) => setTimeout(resolve, GONE_POLL_MS));
    } while (processesOf(pid, scratch.mark).length > 0 && performance.now() < deadlineMs);
    await within(GONE_PATIENCE_MS, 'closing the browser', closed).catch(() => undefined);
  };
  return { browser, pid, kill };
}

/** A page must not find the service's own secrets in its browser, should it ever break out of the renderer. */
function browserEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE', 'XDG_CONFIG_HOME'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
