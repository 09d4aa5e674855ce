import { Inject, Injectable } from '@nestjs/common';
import type { BrowserFacts, ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import { type AddressFamily, ProbeNet } from '@wakeful/probing';
import { type RedactedTrace, TraceRedactor } from '../capture/redact-trace.js';
import type { Redaction } from '../capture/redaction.js';
import type { DebugSessionConfig } from '../config.js';
import { DEBUG_SESSION_CONFIG } from '../debug-session-config.token.js';
import { EgressProxy } from '../egress/egress-proxy.js';
import { browsersAlive } from '../sessions/session-metrics.js';
import { TimeBudget } from '../visit/time-limit.js';
import { type Visit, visitPage } from '../visit/visit-page.js';
import { browserReason } from './browser-words.js';
import { BrowserMissingError, findBrowser } from './find-browser.js';
import { BrowserLaunchError, launchBrowser, type LaunchedBrowser } from './launch-browser.js';
import { Scratch } from './scratch.js';
import { extraAuthorities } from './trust-authorities.js';

/** More is not kept of a trace. */
export const MAX_TRACE_BYTES = 24 * 1_048_576;
/** The visit is to have ended by itself so long before its browser is killed. */
const KILL_MARGIN_MS = 2_000;
const families: Readonly<Record<ProbeSpec['ipFamily'], AddressFamily>> = { auto: 0, ipv4: 4, ipv6: 6 };

export interface VisitRequest {
  runId: string;
  spec: ProbeSpec;
  secrets: ProbeSecrets | null;
  redaction: Redaction;
  signal: AbortSignal;
}

/** What came of a visit; without `seen` the `error` says why. */
export interface BrowserVisit {
  seen: Visit | null;
  browser: BrowserFacts | null;
  error: string | null;
  wasKilled: boolean;
  /** Without secrets; null: there is none. */
  trace: RedactedTrace | null;
}

/** Gives a session a browser of its own, and takes it away again: whatever happens, nothing of it is left behind. */
@Injectable()
export class VisitWithBrowser {
  constructor(
    @Inject(ProbeNet) private readonly net: ProbeNet,
    @Inject(DEBUG_SESSION_CONFIG) private readonly config: DebugSessionConfig,
    @Inject(Scratch) private readonly scratch: Scratch,
  ) {}

  /** Never rejects for what a page or a browser does. */
  async run(request: VisitRequest): Promise<BrowserVisit> {
    const deadlineMs = this.config.DEBUG_DEADLINE_SECONDS * 1_000;
    const budget = new TimeBudget(deadlineMs - KILL_MARGIN_MS);
    const scratch = this.scratch.forSession(request.runId);
    using redactor = TraceRedactor.start();
    let isFlooded = false;
    const proxy = await EgressProxy.start({
      net: this.net,
      ipFamily: families[request.spec.ipFamily],
      resolvers: request.spec.resolvers,
      onFlood: () => (isFlooded = true),
    });
    try {
      const executablePath = await findBrowser(this.config.CHROMIUM_PATH);
      const launched = await launchBrowser({
        executablePath,
        hasSandbox: this.#hasSandbox(),
        proxyUrl: proxy.url,
        scratch,
        authorities: [...extraAuthorities(), ...(request.secrets?.tls.ca ? [request.secrets.tls.ca] : [])],
      });
      const visit = await this.#visit(launched, deadlineMs, { ...request, launched, proxy, scratch, budget });
      const tracePath = visit.seen?.tracePath ?? null;
      const trace = tracePath && (await redactor.run(tracePath, request.redaction, { maxBytes: MAX_TRACE_BYTES }));
      const flood = isFlooded ? 'More came than a session takes; the rest was cut off' : null;
      return { ...visit, error: visit.error ?? flood, trace: trace || null };
    } catch (error) {
      if (!(error instanceof BrowserMissingError || error instanceof BrowserLaunchError)) throw error;
      return { seen: null, browser: null, error: error.message, wasKilled: false, trace: null };
    } finally {
      await proxy[Symbol.asyncDispose]();
      scratch.remove();
    }
  }

  async #visit(
    launched: LaunchedBrowser,
    deadlineMs: number,
    options: Parameters<typeof visitPage>[0] & { signal: AbortSignal },
  ): Promise<Omit<BrowserVisit, 'trace'>> {
    browsersAlive.inc();
    let wasKilled = false;
    const end = (): void => {
      wasKilled = true;
      void launched.kill();
    };
    const timer = setTimeout(end, deadlineMs);
    options.signal.addEventListener('abort', end, { once: true });
    // It may have come while the browser started.
    if (options.signal.aborted) end();
    const version = launched.browser.version();
    const whyKilled = `The browser was killed after ${this.config.DEBUG_DEADLINE_SECONDS} s`;
    try {
      const seen = await visitPage(options);
      const browser: BrowserFacts = { type: 'chromium', version, userAgent: seen.userAgent.slice(0, 512) };
      return { seen, browser, error: wasKilled ? whyKilled : null, wasKilled };
    } catch (error) {
      const browser: BrowserFacts = { type: 'chromium', version, userAgent: '' };
      return { seen: null, browser, error: wasKilled ? whyKilled : sentenceOf(error), wasKilled };
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', end);
      await launched.kill();
      browsersAlive.dec();
    }
  }

  #hasSandbox(): boolean {
    if (this.config.CHROMIUM_SANDBOX !== 'auto') return this.config.CHROMIUM_SANDBOX === 'on';
    return process.getuid?.() !== 0;
  }
}

const sentenceOf = (error: unknown): string => `The browser failed: ${browserReason(error)}`;
