import { join } from 'node:path';
import {
  type ConsoleMessage,
  MAX_VISIBLE_TEXT,
  type NetworkEvent,
  type ProbeSecrets,
  type ProbeSpec,
  type VisitedPage,
} from '@wakeful/contracts';
import type { BrowserContext, Page } from 'playwright';
import type { LaunchedBrowser } from '../browser/launch-browser.js';
import type { SessionScratch } from '../browser/scratch.js';
import { BrowserWire } from '../capture/browser-wire.js';
import { ConsoleCapture } from '../capture/console-capture.js';
import { EventLog } from '../capture/event-log.js';
import { NetworkCapture } from '../capture/network-capture.js';
import type { Redaction } from '../capture/redaction.js';
import { round, SessionClock } from '../capture/session-clock.js';
import type { EgressProxy } from '../egress/egress-proxy.js';
import { Navigation, type NavigationOutcome } from './navigation.js';
import { NO_VITALS, type PageContent, readContent, readVitals } from './read-page.js';
import { sendAsMonitored } from './send-as-monitored.js';
import { takeScreenshot, VIEWPORT } from './take-screenshot.js';
import type { TimeBudget } from './time-limit.js';

const SETUP_MS = 10_000;
const LOAD_MS = 20_000;
/** A main document is waited for twice as long as a check waits, and at least so long. */
const MIN_ANSWER_MS = 5_000;
/** What the steps after loading take at most, or a little less when the deadline is short. */
const RESERVE_MS = 10_000;
/** A page is done when it has been quiet for so long; one that never is, is not waited for longer than the second. */
const QUIET_MS = 250;
const SETTLE_MS = 3_000;
/** A page that shows nothing yet and waits for its own data is given so much more. */
const DATA_MS = 7_000;
const READ_MS = 2_000;
const SCREENSHOT_MS = 5_000;
const TRACE_MS = 5_000;
const DETAILS_MS = 2_000;
const POLL_MS = 25;

export interface VisitOptions {
  launched: LaunchedBrowser;
  proxy: EgressProxy;
  scratch: SessionScratch;
  spec: ProbeSpec;
  secrets: ProbeSecrets | null;
  redaction: Redaction;
  budget: TimeBudget;
}

/** What a browser saw of a page. */
export interface Visit {
  startedAtMs: number;
  page: VisitedPage;
  userAgent: string;
  events: NetworkEvent[];
  console: ConsoleMessage[];
  screenshot: Buffer | null;
  /** The file that Playwright wrote, with secrets. */
  tracePath: string | null;
}

/** Visits a page as a person would who opens it and looks. Rejects only when the browser itself fails. */
export async function visitPage(options: VisitOptions): Promise<Visit> {
  const { launched, proxy, scratch, spec, secrets, redaction, budget } = options;
  const { context, page } = await budget.step('opening a page', SETUP_MS, openPage(launched, spec));
  const clock = new SessionClock();
  const log = new EventLog();
  let wire: BrowserWire | null = null;
  const network = new NetworkCapture(context, { log, connections: proxy.log, clock, wire: () => wire });
  const console = new ConsoleCapture(context, clock);
  const navigation = new Navigation(context, page, proxy.log);
  const prepare = async (): Promise<void> => {
    wire = await BrowserWire.listen(page, log, proxy.log, clock);
    await sendAsMonitored(page, spec, secrets);
  };
  const [userAgent] = await budget.step(
    'preparing a page',
    SETUP_MS,
    Promise.all([page.evaluate<string>('navigator.userAgent'), prepare()]),
  );
  proxy.open();
  const reserveMs = Math.min(RESERVE_MS, budget.leftMs / 2);
  const loadMs = Math.min(LOAD_MS, budget.leftMs - reserveMs);
  const answerMs = Math.min(loadMs, Math.max(MIN_ANSWER_MS, 2 * spec.timeoutMs));
  const opened = await navigation.open(spec.url, loadMs, answerMs);
  const hasPage = opened.response !== null && !opened.isDownload;
  // The browser's own error page is no evidence.
  if (hasPage) await untilQuiet(network, budget, SETTLE_MS);
  const { content, screenshot } = hasPage ? await see(page, network, opened, budget) : NOTHING_SEEN;
  const title = content && (await budget.attempt('reading the title', READ_MS, page.title()));
  const vitals = content && (await budget.attempt('reading the vitals', READ_MS, readVitals(page)));
  const tracePath = await stopTracing(context, scratch, budget);
  network.end();
  await budget.attempt('fetching details', DETAILS_MS, network.detailsKnown());
  const events = log.read(redaction);
  const address = opened.response ? proxy.log.addressOf(new URL(opened.finalUrl)) : null;
  return {
    startedAtMs: clock.startedAtMs,
    page: { ...pageOf(opened, content, title, redaction), address, vitals: vitals ?? NO_VITALS },
    userAgent,
    events,
    console: console.messages(redaction),
    screenshot,
    tracePath,
  };
}

async function openPage(launched: LaunchedBrowser, spec: ProbeSpec): Promise<{ context: BrowserContext; page: Page }> {
  const context = await launched.browser.newContext({
    viewport: VIEWPORT,
    acceptDownloads: false,
    serviceWorkers: 'block',
    ignoreHTTPSErrors: !spec.tls.verify,
  });
  await context.tracing.start({ screenshots: true, snapshots: true, sources: false });
  const page = await context.newPage();
  // Pages that a page opens are noted and closed.
  context.on('page', (popup) => void popup.close().catch(() => undefined));
  return { context, page };
}

interface SeenContent {
  content: PageContent | null;
  screenshot: Buffer | null;
}
const NOTHING_SEEN: SeenContent = { content: null, screenshot: null };

/** What is to be seen of the page, and a picture of the same moment. */
async function see(
  page: Page,
  network: NetworkCapture,
  { finalUrl }: NavigationOutcome,
  budget: TimeBudget,
): Promise<SeenContent> {
  const read = (): Promise<PageContent | null> => budget.attempt('reading the page', READ_MS, readContent(page));
  let content = await read();
  const isBlank = content?.textCharacters === 0 && content.visibleObjects === 0;
  if (isBlank && network.awaitsData(new URL(finalUrl).origin)) {
    await untilQuiet(network, budget, DATA_MS);
    content = await read();
  }
  if (!content) return NOTHING_SEEN;
  let screenshot = await shoot(page, content, budget);
  const after = screenshot && (await read());
  if (after && after.textCharacters !== content.textCharacters) {
    content = after;
    screenshot = (await shoot(page, content, budget)) ?? screenshot;
  }
  return { content, screenshot };
}

async function untilQuiet(network: NetworkCapture, budget: TimeBudget, maxMs: number): Promise<void> {
  const endMs = performance.now() + Math.min(maxMs, budget.leftMs / 4);
  while (network.quietMs < QUIET_MS && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const shoot = (page: Page, { height }: PageContent, budget: TimeBudget): Promise<Buffer | null> =>
  budget.attempt('taking a screenshot', SCREENSHOT_MS, takeScreenshot(page, height, SCREENSHOT_MS));

async function stopTracing(
  context: BrowserContext,
  scratch: SessionScratch,
  budget: TimeBudget,
): Promise<string | null> {
  const path = join(scratch.path, 'trace.zip');
  const stopped = await budget.attempt(
    'writing the trace',
    TRACE_MS,
    context.tracing.stop({ path }).then(() => true),
  );
  return stopped ? path : null;
}

function pageOf(
  opened: NavigationOutcome,
  content: PageContent | null,
  title: string | null,
  redaction: Redaction,
): Omit<VisitedPage, 'vitals' | 'address'> {
  const { response, finalUrl, error, isDownload, loadMs } = opened;
  const timing = response?.request().timing();
  const waitMs = timing && timing.responseStart >= 0 ? timing.responseStart - Math.max(0, timing.requestStart) : null;
  return {
    title: redaction.beginning(title ?? '', 1_024),
    finalUrl: redaction.beginning(finalUrl, 4_096),
    httpStatus: response?.status() ?? null,
    waitMs: waitMs === null ? null : round(Math.max(0, waitMs)),
    error: error && redaction.beginning(error, 512),
    isDownload,
    isHung: content === null && response !== null && !isDownload,
    ...(content?.heading && { heading: redaction.beginning(content.heading, 300) }),
    ...(content?.text && { text: redaction.beginning(content.text, MAX_VISIBLE_TEXT) }),
    textCharacters: content?.textCharacters ?? null,
    visibleObjects: content?.visibleObjects ?? null,
    loadMs: loadMs === null ? null : round(loadMs),
  };
}
