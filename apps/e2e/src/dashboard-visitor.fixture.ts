import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { installedChromium } from '@wakeful/launching';
import { waitFor } from '@wakeful/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import type { ApiClient } from './api-client.fixture.js';

const PATIENCE_MS = 15_000;

export type Role = 'viewer' | 'editor' | 'admin';

/** A person at the dashboard of a running system, in a real browser. */
export class DashboardVisitor implements AsyncDisposable {
  private constructor(
    private readonly browser: Browser,
    private readonly gatewayUrl: string,
    private readonly api: ApiClient,
    /** What went wrong in a page, as its console says. */
    readonly complaints: string[] = [],
  ) {}

  static async arrive(gatewayUrl: string, api: ApiClient): Promise<DashboardVisitor> {
    const browser = await chromium.launch(installedChromium());
    return new DashboardVisitor(browser, gatewayUrl, api);
  }

  /** The page of a user with this role who logged in by a link; the link's own page is tested elsewhere. */
  async logIn(role: Role, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const email = `${role}-${crypto.randomUUID()}@shop.example`;
    const link = await this.api.loginLink({ email, name: `A ${role}`, role });
    const page = await this.visit(options);
    const token = new URL(link).hash.slice(1);
    const answer = await page.context().request.post('/api/v1/login/once', { data: { token } });
    if (!answer.ok()) throw new Error(`no one was logged in: ${await answer.text()}`);
    await page.goto('/');
    return page;
  }

  /** A page of someone who is not logged in. */
  async visit(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context: BrowserContext = await this.browser.newContext({ baseURL: this.gatewayUrl, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security|Refused/.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    return page;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.browser.close();
  }
}

/** Resolves when the page shows its content in place of what stands for it while it loads. */
export async function whenLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Not when the network is idle: the stream of events never is.
  const placeholders = page.locator('.mantine-Skeleton-root, .mantine-Loader-root');
  await waitFor(async () => (await placeholders.count()) === 0, {
    what: `${page.url()} to be loaded`,
    timeoutMs: PATIENCE_MS,
    pollMs: 50,
  });
}

const WCAG_TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds serious or worse on a page, one line for each.
 * @param about `colours`: of a page that was looked at whole in another scheme
 */
export async function seriousFindings(page: Page, about: 'everything' | 'colours' = 'everything'): Promise<string[]> {
  // The legacy mode does not open another page for each look; it leaves out frames, and there are none.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (about === 'colours') axe.withRules(COLOUR_RULES);
  else axe.withTags(WCAG_TAGS);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

/** Keeps a picture for people, if WAKEFUL_SCREENSHOTS names a folder for them. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['WAKEFUL_SCREENSHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
