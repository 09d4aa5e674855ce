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
  /** Told when the main document breaks off after its answer has begun. */
  #breakOff: (error: Error) => void = () => undefined;

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
    context.on('requestfailed', (request) => {
      const text = request.failure()?.errorText ?? '';
      if (request === this.#lastRequest && this.#lastResponse && !text.includes('ERR_ABORTED')) {
        this.#breakOff(new Error(text));
      }
    });
    page.on('download', (download) => {
      this.#isDownload = true;
      download.cancel().catch(() => undefined);
    });
  }

  /**
   * Opens a URL and waits until the page has loaded, at most `timeoutMs`, of which at most `answerMs` for its main document to be
   * answered. A main document that breaks off ends the wait. Never rejects for what a page does.
   */
  async open(url: string, timeoutMs: number, answerMs: number): Promise<NavigationOutcome> {
    const startedMs = performance.now();
    let error: string | null = null;
    let loadMs: number | null = null;
    try {
      const broken = new Promise<never>((_resolve, reject) => (this.#breakOff = reject));
      broken.catch(() => undefined);
      await this.page.goto(url, { waitUntil: 'commit', timeout: Math.max(1, Math.round(answerMs)) });
      const leftMs = timeoutMs - (performance.now() - startedMs);
      const loaded = this.page.waitForLoadState('load', { timeout: Math.max(1, Math.round(leftMs)) });
      loaded.catch(() => undefined);
      await Promise.race([loaded, broken]);
      loadMs = performance.now() - startedMs;
    } catch (thrown) {
      error = this.#isDownload ? null : this.#explain(thrown, this.#lastResponse ? timeoutMs : answerMs);
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
