import { createHash } from 'node:crypto';
import type { ProbeAuth } from '@wakeful/contracts';
import { z } from 'zod';
import type { ProbeNet } from '../connection/probe-net.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import { askTokenServer, type TokenAnswer, type TokenWay } from './ask-token-server.js';

export type OAuth2 = Extract<ProbeAuth, { type: 'oauth2' }>;

const MAX_TOKENS = 1_000;
/** RFC 6749, section 5.1 leaves the lifetime open; so long one without it is used. */
const UNKNOWN_LIFETIME_SECONDS = 60;
/** A token is not used in the last part of its life, as it may end on its way. */
const UNUSED_PART = 0.1;
const MAX_UNUSED_SECONDS = 30;

const tokenAnswer = z.object({
  // RFC 6750, section 2.1, and what real servers give beyond it: it has to fit into a header.
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});
const errorAnswer = z.object({ error: z.string().regex(/^[\w-]{1,64}$/) });

interface Token {
  text: string;
  untilMs: number;
}

interface Entry {
  fetching: Promise<Token>;
  /** Null until it was fetched. */
  token: Token | null;
}

/** RFC 6749, section 2.3.1 and appendix B. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keyOf({ tokenUrl, clientId, clientSecret, scope, audience }: OAuth2, way: TokenWay): string {
  // The hash, so that no secret stays in memory as the name of an entry.
  const parts = JSON.stringify([tokenUrl, clientId, clientSecret, scope, audience, way]);
  return createHash('sha256').update(parts).digest('base64');
}

/**
 * Access tokens by client credentials (RFC 6749, section 4.4), fetched the way that the check itself goes, and
 * used until shortly before they expire. Those who want the same one the same way wait for one answer.
 */
export class AccessTokens {
  readonly #entries = new Map<string, Entry>();

  /**
   * The token, and whether it was fetched for this call.
   * @throws ProbeFailure with a sentence that names the token server and holds no secret
   */
  async get(auth: OAuth2, way: TokenWay, net: ProbeNet): Promise<{ token: string; isFresh: boolean }> {
    const key = keyOf(auth, way);
    const known = this.#entries.get(key);
    const isFresh = !known?.token || performance.now() >= known.token.untilMs;
    const entry = known && (!isFresh || !known.token) ? known : this.#begin(key, fetchToken(auth, way, net));
    return { token: (await entry.fetching).text, isFresh };
  }

  /** The site no longer takes this token, whatever was said of its lifetime. */
  forget(auth: OAuth2, way: TokenWay, token: string): void {
    const key = keyOf(auth, way);
    if (this.#entries.get(key)?.token?.text === token) this.#entries.delete(key);
  }

  #begin(key: string, fetching: Promise<Token>): Entry {
    const entry: Entry = { fetching, token: null };
    fetching.then(
      (token) => (entry.token = token),
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    if (this.#entries.size >= MAX_TOKENS) this.#entries.delete(this.#entries.keys().next().value as string);
    this.#entries.set(key, entry);
    return entry;
  }
}

const serverOf = ({ tokenUrl }: OAuth2): string => new URL(tokenUrl).host;

async function ask(auth: OAuth2, way: TokenWay, net: ProbeNet, inBody: boolean): Promise<TokenAnswer> {
  const { clientId, clientSecret, scope, audience } = auth;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== null) form.set('scope', scope);
  if (audience !== null) form.set('audience', audience);
  const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  if (inBody) {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  try {
    return await askTokenServer(auth.tokenUrl, form, inBody ? null : `Basic ${basic}`, way, net);
  } catch (cause) {
    if (!(cause instanceof ProbeFailure)) throw cause;
    const { message, ownNetwork } = cause;
    throw new ProbeFailure('checker_fault', `No access token from ${serverOf(auth)}: ${message}`, {
      cause,
      ownNetwork,
    });
  }
}

async function fetchToken(auth: OAuth2, way: TokenWay, net: ProbeNet): Promise<Token> {
  const beganMs = performance.now();
  let answer = await ask(auth, way, net, false);
  // Every server must take Basic; those that do not take the same in the body.
  if (answer.httpStatus === 400 || answer.httpStatus === 401) answer = await ask(auth, way, net, true);
  const { httpStatus, bodyText } = answer;
  const json = parseJson(bodyText);
  const granted = tokenAnswer.safeParse(json);
  if (httpStatus === 200 && granted.success) {
    const { access_token: text, expires_in: lifetimeSeconds = UNKNOWN_LIFETIME_SECONDS } = granted.data;
    const usedSeconds = lifetimeSeconds - Math.min(MAX_UNUSED_SECONDS, lifetimeSeconds * UNUSED_PART);
    return { text, untilMs: beganMs + usedSeconds * 1_000 };
  }
  const refusal = errorAnswer.safeParse(json);
  const code = refusal.success ? ` (${refusal.data.error})` : '';
  const why = httpStatus === 200 ? 'its answer holds no access token' : `it answered ${httpStatus}${code}`;
  throw new ProbeFailure('checker_fault', `No access token from ${serverOf(auth)}: ${why}`);
}
