import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type CheckOutcome,
  checkOutcome,
  type DebugEvidence,
  type DebugRunV2,
  type Diagnosis,
  type ProbeSecrets,
  type ProbeSpec,
  type RawCheck,
  type SecondLook,
} from '@wakeful/contracts';
import { type AskedAs, type BothVisits, changesSince, compareVisits, diagnose } from '@wakeful/domain';
import { buildRequest, ProbeNet, rawCheck, readTarget } from '@wakeful/probing';
import { type BrowserVisit, VisitWithBrowser } from '../browser/visit-with-browser.js';
import { Redaction } from '../capture/redaction.js';
import { mainRequests, summarizeResources } from '../capture/summarize-resources.js';
import { troubledRequests } from '../capture/troubled-requests.js';
import type { DebugSessionConfig } from '../config.js';
import { DEBUG_SESSION_CONFIG } from '../debug-session-config.token.js';
import { secondLooks } from './second-looks.js';

/** What was seen of a page, and what is wrong with it. */
export interface Examination {
  runId: string;
  visit: BrowserVisit;
  evidence: DebugEvidence;
  diagnosis: Diagnosis;
}

/** Looks at a page with a plain request and a browser side by side, and says what they show together. */
@Injectable()
export class ExaminePage {
  constructor(
    @Inject(ProbeNet) private readonly net: ProbeNet,
    @Inject(DEBUG_SESSION_CONFIG) private readonly config: DebugSessionConfig,
    @Inject(VisitWithBrowser) private readonly visitWithBrowser: VisitWithBrowser,
  ) {}

  /** Never rejects for what a page or a browser does. */
  async run(
    { spec, failure, lastGood }: Pick<DebugRunV2, 'spec' | 'failure' | 'lastGood'>,
    secrets: ProbeSecrets | null,
    signal: AbortSignal,
  ): Promise<Examination> {
    const runId = randomUUID();
    const redaction = new Redaction(secrets, this.config.DEBUG_REDACT_NAMES, spec.url);
    const check = rawCheck(spec, secrets, signal, this.net);
    const [raw, looks, visit] = await Promise.all([
      check,
      check.then((seen) => this.#lookAgain({ spec, failure }, secrets, redaction, seen, signal)),
      this.visitWithBrowser.run({ runId, spec, secrets, redaction, signal }),
    ]);
    const evidence: DebugEvidence = {
      ...evidenceOf(raw, visit, redaction),
      ...(failure && { failure }),
      ...(lastGood && { lastGood }),
      ...(looks.length > 0 && { secondLooks: looks }),
    };
    const changes = changesSince(evidence);
    if (changes.length > 0) evidence.changes = changes;
    const comparison = compareVisits(bothVisits(spec, secrets, evidence, visit));
    if (comparison) evidence.comparison = comparison;
    return {
      runId,
      visit,
      evidence,
      diagnosis: diagnose({ ...evidence, asked: askedAs(spec, secrets), browserError: visit.error }),
    };
  }

  /** Only what failed, now or when the visit was asked for, is looked at in other ways. */
  async #lookAgain(
    { spec, failure }: Pick<DebugRunV2, 'spec' | 'failure'>,
    secrets: ProbeSecrets | null,
    redaction: Redaction,
    raw: RawCheck,
    signal: AbortSignal,
  ): Promise<SecondLook[]> {
    if (!failure && raw.outcome.reason === null) return [];
    return secondLooks({ spec, secrets, net: this.net, signal, raw, hide: (text) => redaction.text(text) });
  }
}

/** How the monitor asks, without secrets. */
const askedAs = ({ url, method }: ProbeSpec, secrets: ProbeSecrets | null): AskedAs => {
  const type = secrets?.auth?.type ?? null;
  return { url, method, auth: type === null || type === 'basic' || type === 'bearer' ? type : 'other' };
};

/** How both asked, and what they got, without secrets. */
function bothVisits(
  { url, method, ipFamily }: ProbeSpec,
  secrets: ProbeSecrets | null,
  { raw, page }: DebugEvidence,
  { seen }: BrowserVisit,
): BothVisits {
  const events = seen?.events ?? [];
  const ofMain = mainRequests(events);
  const sent = events.findLast(({ type, request }) => type === 'request' && ofMain.has(request));
  const answer = events.find(({ type, request }) => type === 'response' && request === sent?.request);
  const { headers: flat } = buildRequest(readTarget(url), method, secrets);
  const userAgent = flat[flat.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'user-agent') + 1] ?? '';
  return {
    raw,
    page,
    request: { method, userAgent, headerNames: Object.keys(secrets?.headers ?? {}), ipFamily },
    browser: sent ? { method: sent.method, headers: sent.headers, protocol: answer?.protocol ?? null } : null,
  };
}

/** What is kept of both, without secrets. */
function evidenceOf(raw: RawCheck, visit: BrowserVisit, redaction: Redaction): DebugEvidence {
  const { seen } = visit;
  const requests = seen ? troubledRequests(seen.events, seen.console) : [];
  redaction.learn(raw.headers);
  return {
    page: seen?.page ?? null,
    raw: {
      ...raw,
      outcome: hideInOutcome(raw.outcome, redaction),
      headers: redaction.headers(raw.headers),
      bodyText: raw.bodyText && redaction.beginning(raw.bodyText, raw.bodyText.length, raw.isBodyTruncated),
    },
    console: seen?.console ?? [],
    resources: seen ? summarizeResources(seen.events) : [],
    ...(requests.length > 0 && { requests }),
  };
}

/** An outcome quotes what the page answered: in its detail, its redirects, its assertions. */
const hideInOutcome = (outcome: CheckOutcome, redaction: Redaction): CheckOutcome =>
  checkOutcome.parse(
    JSON.parse(JSON.stringify(outcome), (_key, value: unknown) =>
      typeof value === 'string' ? redaction.text(value).slice(0, value.length) : value,
    ),
  );
