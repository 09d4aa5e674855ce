import { Inject, Injectable } from '@nestjs/common';
import { type DebugRunV2, type DebugSummary, type ProbeSecrets, probeSecrets } from '@wakeful/contracts';
import { SealedSecretError, SecretBox } from '@wakeful/platform';
import type { BrowserVisit } from '../browser/visit-with-browser.js';
import { ExaminePage } from './examine-page.js';
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

/** One session from start to end: the page is examined, and the files of the visit are kept. */
@Injectable()
export class RunSession {
  constructor(
    @Inject(SecretBox) private readonly secretBox: SecretBox,
    @Inject(ExaminePage) private readonly examinePage: ExaminePage,
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

  async #visit(request: DebugRunV2, secrets: ProbeSecrets | null, signal: AbortSignal): Promise<SessionResult> {
    const startedAt = new Date().toISOString();
    const { runId, visit, evidence, diagnosis } = await this.examinePage.run(request, secrets, signal);
    if (signal.aborted) throw new SessionInterruptedError();
    const { artifacts, problem } = await this.keepArtifacts.run(`${request.sessionId}/${runId}`, visit);
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
