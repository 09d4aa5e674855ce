import type { ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import type { ProbeNet } from '../connection/probe-net.js';
import type { HttpRequest } from '../http/http-request.js';
import type { ResponseHead } from '../http/response-head.js';
import type { ProbeRun } from '../probe-run.js';
import type { OAuth2 } from './access-tokens.js';
import type { TokenWay } from './ask-token-server.js';
import { answerDigest, findDigestChallenge } from './digest.js';

const UNAUTHORIZED = 401;

/** How a check gets in: what it sends from the beginning, and what it can say to a 401. */
export class Authorization {
  #token: { text: string; isFresh: boolean } | null = null;

  constructor(
    private readonly run: ProbeRun,
    private readonly spec: ProbeSpec,
    private readonly secrets: ProbeSecrets | null,
    private readonly net: ProbeNet,
  ) {}

  /** The secrets to send: with OAuth 2 a bearer token takes the place of the client's credentials. */
  async begin(): Promise<ProbeSecrets | null> {
    const auth = this.secrets?.auth;
    return auth?.type === 'oauth2' ? this.#withToken(auth) : this.secrets;
  }

  /** What was sent beyond the secrets of the monitor, and is none of the public's business either. */
  get sent(): ProbeSecrets | null {
    return this.secrets && this.#token && { ...this.secrets, auth: { type: 'bearer', token: this.#token.text } };
  }

  /** Whether a 401 to this request can be answered by another request, so that its body is of no interest. */
  canAnswer({ secrets, hasAnswered }: HttpRequest, head: ResponseHead): boolean {
    if (head.httpStatus !== UNAUTHORIZED || hasAnswered || !secrets?.auth) return false;
    if (secrets.auth.type === 'digest') return findDigestChallenge(head.values('www-authenticate')) !== null;
    return this.secrets?.auth?.type === 'oauth2' && this.#token?.isFresh === false;
  }

  /** The secrets and the value of `Authorization` with which to ask again; only after {@link canAnswer}. */
  async answer(
    request: HttpRequest,
    head: ResponseHead,
  ): Promise<{ secrets: ProbeSecrets | null; authorization: string | null }> {
    const { secrets, method, requestTarget: uri } = request;
    const own = this.secrets?.auth;
    if (own?.type === 'oauth2') {
      // It was taken back before its time, or the server was restarted.
      this.net.accessTokens.forget(own, this.#way, this.#token?.text ?? '');
      return { secrets: await this.#withToken(own), authorization: null };
    }
    const challenge = findDigestChallenge(head.values('www-authenticate'));
    if (!challenge || secrets?.auth?.type !== 'digest') return { secrets, authorization: null };
    const { username, password } = secrets.auth;
    return { secrets, authorization: answerDigest(challenge, { method, uri, username, password }) };
  }

  /** The token server is reached as the site is. */
  get #way(): TokenWay {
    const { ipFamily, resolvers } = this.spec;
    return { ipFamily, resolvers, ca: this.secrets?.tls.ca ?? null, proxyUrl: this.secrets?.proxyUrl ?? null };
  }

  /** Waits within the deadline; the time is not the site's and is not counted as its. */
  async #withToken(auth: OAuth2): Promise<ProbeSecrets | null> {
    const { run, net } = this;
    run.place.tokenServer = new URL(auth.tokenUrl).host;
    const { token, isFresh } = await run.step<{ token: string; isFresh: boolean }>((resolve, reject) => {
      net.accessTokens.get(auth, this.#way, net).then(resolve, reject);
    });
    delete run.place.tokenServer;
    run.clock.skip();
    this.#token = { text: token, isFresh };
    return this.sent;
  }
}
