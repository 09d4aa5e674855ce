import { installedChromium } from '@wakeful/launching';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { PAGE_OBSERVER } from './page-observer.js';

/** What people have: the whole browser. */
const WHOLE_BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];
const PATIENCE_MS = 20_000;
const SCREEN = { width: 1440, height: 900 };

export type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** A long task of a page, as the browser reports those of more than 50 ms. */
export interface LongTask {
  /** Since the navigation. */
  readonly startTime: number;
  readonly duration: number;
}

/** A browser process of its own with nothing in its cache, and one page that is watched from inside. */
export class DashboardBrowser implements AsyncDisposable {
  private constructor(
    readonly browser: Browser,
    readonly page: Page,
    /** Of all that was opened in the page so far. */
    readonly longTasks: readonly LongTask[],
  ) {}

  /** @param cookies those of a session; none: not logged in */
  static async launch(gatewayUrl: string, cookies: Cookies = []): Promise<DashboardBrowser> {
    const browser = await chromium.launch(installedChromium(WHOLE_BROWSERS));
    const context = await browser.newContext({ baseURL: gatewayUrl, viewport: SCREEN });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(PAGE_OBSERVER);
    await context.addCookies(cookies);
    const longTasks: LongTask[] = [];
    await context.exposeFunction('tellLongTask', (task: LongTask) => longTasks.push(task));
    return new DashboardBrowser(browser, await context.newPage(), longTasks);
  }

  /** What it calls itself, as figures of another browser are other figures. */
  async describe(): Promise<string> {
    const userAgent = await this.page.evaluate<string>('navigator.userAgent');
    const kind = userAgent.includes('Headless') ? 'headless' : 'with windows';
    return `Chromium ${this.browser.version()} (${kind}), ${SCREEN.width} × ${SCREEN.height}`;
  }

  cookies(): Promise<Cookies> {
    return this.page.context().cookies();
  }

  /** @param token of a login link */
  async logIn(token: string): Promise<void> {
    const answer = await this.page.context().request.post('/api/v1/login/once', { data: { token } });
    if (!answer.ok()) throw new Error(`no one was logged in: ${await answer.text()}`);
  }

  /** Opens an address of the dashboard; from the start of the navigation until the first rows are painted. */
  async openOverview(path: string): Promise<number> {
    await this.page.goto(path, { waitUntil: 'commit' });
    return this.page.evaluate<number>('wakefulBench.firstRows()');
  }

  /** Goes to another list within the page, so that it keeps what it has in memory, and waits for its rows. */
  async goTo(address: string): Promise<void> {
    const wanted = JSON.stringify({
      q: '',
      tag: '',
      status: '',
      ...Object.fromEntries(new URLSearchParams(address.slice(1))),
    });
    await this.page.evaluate(`history.pushState(null, '', '${address}')`);
    await this.page.evaluate(`wakefulBench.filtered(${wanted})`);
  }

  /** The answer of the page's observer to `question` about the given action. */
  async timeOf(question: string, act: () => Promise<void>): Promise<number> {
    const answer = this.page.evaluate<number>(`wakefulBench.${question}`);
    // Otherwise it would be an unhandled rejection when the act fails as well.
    answer.catch(() => undefined);
    await act();
    return answer;
  }

  updates(): Promise<number> {
    return this.page.evaluate<number>('wakefulBench.updates');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.browser.close();
  }
}
