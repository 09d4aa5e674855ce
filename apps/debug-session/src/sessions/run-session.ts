import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  checkOutcome,
  type CheckOutcome,
  type DebugEvidence,
  type DebugRunV2,
  type DebugSummary,
  probeSecrets,
  type ProbeSecrets,
  type ProbeSpec,
  type RawCheck,
} from '@wakeful/contracts';
import { type BothVisits, compareVisits, diagnose } from '@wakeful/domain';
import { SealedSecretError, SecretBox } from '@wakeful/platform';
import { buildRequest, ProbeNet, rawCheck, readTarget } from '@wakeful/probing';
import { VisitWithBrowser, type BrowserVisit } from '../browser/visit-with-browser.js';
import { Redaction } from '../capture/redaction.js';
import { mainRequests, summarizeResources } from '../capture/summarize-resources.js';
import type { DebugSessionConfig } from '../config.js';
import { DEBUG_SESSION_CONFIG } from '../debug-session-config.token.js';
import { KeepArtifacts } from './keep-artifacts.js';
import { type SessionResult, sessionWithoutVisit } from './session-result.js';

/** A running session was stopped; another instance has to run it. */
class SessionInterruptedError extends Error {
  readonly code = 'SESSION_INTERRUPTED';
  override readonly name = 'SessionInterruptedError';

  constructor() {
    super('the service is stopping');
  }
}

/** One session from begin to end: a plain request and a browser's visit side by side, and what they say together. */
@Injectable()
export class RunSession {
  constructor(
    @Inject(ProbeNet) private readonly net: ProbeNet,
    @Inject(SecretBox) private readonly secretBox: SecretBox,
    @Inject(DEBUG_SESSION_CONFIG) private readonly config: DebugSessionConfig,
    @Inject(VisitWithBrowser) private readonly visitWithBrowser: VisitWithBrowser,
    @Inject(KeepArtifacts) private readonly keepArtifacts: KeepArtifacts,
  ) {}

  /**
   * Never rejects for what a page or a browser does, nor for secrets under a key that this service does not have.
   * @throws SessionInterruptedError
   */
  async run(request: DebugRunV2, signal: AbortSignal): Promise<SessionResult> {
    if (signal.aborted) throw new SessionInterruptedError();
    try {
      return await this.#visit(request, this.#openSecrets(request.spec.sealedSecrets), signal);
    } catch (error) {
      if (error instanceof SealedSecretError) return sessionWithoutVisit('failed', error.message);
      throw error;
    }
  }

  async #visit(
    { sessionId, spec }: DebugRunV2,
    secrets: ProbeSecrets | null,
    signal: AbortSignal,
  ): Promise<SessionResult> {
    const startedAt = new Date().toISOString();
    const runId = randomUUID();
    const redaction = new Redaction(secrets, this.config.DEBUG_REDACT_NAMES, spec.url);
    const [raw, visit] = await Promise.all([
      rawCheck(spec, secrets, signal, this.net),
      this.visitWithBrowser.run({ runId, spec, secrets, redaction, signal }),
    ]);
    if (signal.aborted) throw new SessionInterruptedError();
    const evidence = evidenceOf(raw, visit, redaction);
    const comparison = compareVisits(bothVisits(spec, secrets, evidence, visit));
    if (comparison) evidence.comparison = comparison;
    const diagnosis = diagnose({ ...evidence, browserError: visit.error });
    const { artifacts, problem } = await this.keepArtifacts.run(`${sessionId}/${runId}`, visit);
    const events = visit.seen?.events ?? [];
    const outcome = outcomeOf(visit, problem);
    return {
      runId,
      events,
      summary: {
        ...outcome,
        startedAt,
        completedAt: new Date().toISOString(),
        browser: visit.browser,
        diagnosis,
        evidence,
        artifacts,
        eventCount: events.length,
      },
    };
  }

  #openSecrets(sealed: string | null): ProbeSecrets | null {
    return sealed === null ? null : probeSecrets.parse(JSON.parse(this.secretBox.open(sealed)));
  }
}

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
  };
}

/** An outcome quotes what the page answered: in its detail, its redirects, its assertions. */
const hideInOutcome = (outcome: CheckOutcome, redaction: Redaction): CheckOutcome =>
  checkOutcome.parse(
    JSON.parse(JSON.stringify(outcome), (_key, value: unknown) =>
      typeof value === 'string' ? redaction.text(value).slice(0, value.length) : value,
    ),
  );

/** Whether the page is well as the browser saw it, and if not, why. */
function outcomeOf(
  { seen, error, wasKilled }: BrowserVisit,
  artifactProblem: string | null,
): Pick<DebugSummary, 'ending' | 'isSuccess' | 'error'> {
  if (!seen) return { ending: wasKilled ? 'completed' : 'failed', isSuccess: false, error };
  const { page } = seen;
  const why =
    page.error ??
    (page.isDownload ? 'The URL is a file to download' : null) ??
    (page.httpStatus !== null && page.httpStatus >= 400
      ? `The main document was answered with ${page.httpStatus}`
      : null) ??
    (page.isHung ? 'The page does not respond' : null);
  return { ending: 'completed', isSuccess: why === null, error: why ?? error ?? artifactProblem };
}
