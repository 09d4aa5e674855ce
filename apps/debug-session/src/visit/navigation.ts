import type { BrowserContext, Page, Request, Response } from 'playwright';
import { browserReason } from '../browser/browser-words.js';
import type { ConnectionLog } from '../egress/connection-log.js';

const PROXY_ERROR = /^ERR_(SOCKS|PROXY|TUNNEL)_/;

/** How the browser got to the main document, or did not. */
export interface NavigationOutcome {
  response: Response | null;
  finalUrl: string;
  error: string | null;
  isDownload: boolean;
  loadMs: number | null;
}

/** Follows the main document of a page through its redirects. */
export class Navigation {
  #lastRequest: Request | null = null;
  #lastResponse: Response | null = null;
  #isDownload = false;

  constructor(
    context: BrowserContext,
    private readonly page: Page,
    private readonly connections: ConnectionLog,
  ) {
    context.on('request', (request) => {
      if (!this.#isMain(request)) return;
      this.#lastRequest = request;
      this.#lastResponse = null;
    });
    context.on('response', (response) => {
      if (response.request() === this.#lastRequest) this.#lastResponse = response;
    });
    page.on('download', (download) => {
      this.#isDownload = true;
      download.cancel().catch(() => undefined);
    });
  }

  /** Opens a URL and waits until the page has loaded. Never rejects for what a page does. */
  async open(url: string, timeoutMs: number): Promise<NavigationOutcome> {
    const startedMs = performance.now();
    let error: string | null = null;
    let loadMs: number | null = null;
    try {
      await this.page.goto(url, { waitUntil: 'load', timeout: Math.max(1, Math.round(timeoutMs)) });
      loadMs = performance.now() - startedMs;
    } catch (thrown) {
      error = this.#isDownload ? null : this.#explain(thrown, timeoutMs);
    }
    const finalUrl = this.#lastRequest?.url() ?? url;
    return { response: this.#lastResponse, finalUrl, error, isDownload: this.#isDownload, loadMs };
  }

  #isMain(request: Request): boolean {
    // Asking for the frame of a request that has none yet throws.
    return request.isNavigationRequest() && safeFrame(request) === this.page.mainFrame();
  }

  #explain(thrown: unknown, timeoutMs: number): string | null {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (/Download is starting/.test(message)) {
      this.#isDownload = true;
      return null;
    }
    const code = /net::(ERR_\w+)/.exec(message)?.[1];
    if (code) {
      const failure = PROXY_ERROR.test(code)
        ? this.connections.failureAt(new URL(this.#lastRequest?.url() ?? ''))
        : null;
      return failure?.sentence ?? code;
    }
    if (/Timeout \d+ms exceeded/.test(message)) {
      const what = this.#lastResponse ? 'The page did not finish loading' : 'There was no answer';
      return `${what} within ${Math.round(timeoutMs / 1000)} s`;
    }
    return `The page could not be opened: ${browserReason(thrown)}`;
  }
}

function safeFrame(request: Request): unknown {
  try {
    return request.frame();
  } catch {
    return null;
  }
}
