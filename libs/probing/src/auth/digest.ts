import { createHash, randomBytes } from 'node:crypto';

/** What a server asks for in `WWW-Authenticate: Digest …`, as far as it can be answered. */
export interface DigestChallenge {
  algorithm: 'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess';
  realm: string;
  nonce: string;
  opaque: string | null;
  /** Without quality of protection a server of RFC 2069 is meant. */
  hasQop: boolean;
}

const algorithms = ['SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess'] as const;
const parameter = /([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
/** A challenge begins with its scheme: a word that is followed by a parameter and not by `=`. */
const schemes = /(?:^|,)\s*([A-Za-z][\w-]*)\s+(?=[\w*-]+\s*=)/g;

function challengesOf(header: string): { scheme: string; text: string }[] {
  const starts = [...header.matchAll(schemes)];
  return starts.map((match, at) => ({
    scheme: (match[1] ?? '').toLowerCase(),
    text: header.slice(match.index + match[0].length, starts[at + 1]?.index ?? header.length),
  }));
}

function readChallenge(text: string): DigestChallenge | null {
  const values = new Map<string, string>();
  for (const [, name = '', quoted, plain] of text.matchAll(parameter)) {
    values.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  const wanted = (values.get('algorithm') ?? 'MD5').toLowerCase();
  const algorithm = algorithms.find((one) => one.toLowerCase() === wanted);
  const qop = values.get('qop');
  const hasQop = qop !== undefined && qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');
  const nonce = values.get('nonce');
  // A server that wants the body protected, too (`auth-int`), wants what no browser does.
  if (!algorithm || nonce === undefined || (qop !== undefined && !hasQop)) return null;
  return { algorithm, realm: values.get('realm') ?? '', nonce, opaque: values.get('opaque') ?? null, hasQop };
}

/** The strongest digest challenge among the values of `WWW-Authenticate`; null when there is none that can be answered. */
export function findDigestChallenge(headers: readonly string[]): DigestChallenge | null {
  const challenges = headers
    .flatMap(challengesOf)
    .filter(({ scheme }) => scheme === 'digest')
    .flatMap(({ text }) => readChallenge(text) ?? []);
  return algorithms.flatMap((wanted) => challenges.find(({ algorithm }) => algorithm === wanted) ?? []).at(0) ?? null;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

export interface DigestRequest {
  method: string;
  /** What the request line names. */
  uri: string;
  username: string;
  password: string;
  /** Of the client; random if not given. */
  cnonce?: string;
}

/** The value of `Authorization` that answers a challenge (RFC 7616, section 3.4), for the first use of its nonce. */
export function answerDigest(challenge: DigestChallenge, request: DigestRequest): string {
  const { algorithm, realm, nonce, opaque, hasQop } = challenge;
  const { method, uri, username, password, cnonce = randomBytes(16).toString('base64url') } = request;
  const hash = (text: string): string =>
    createHash(algorithm.startsWith('MD5') ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const count = '00000001';
  const secret = hash(`${username}:${realm}:${password}`);
  const key = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const asked = hash(`${method}:${uri}`);
  const response = hash(hasQop ? `${key}:${nonce}:${count}:${cnonce}:auth:${asked}` : `${key}:${nonce}:${asked}`);
  const parts = [
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `algorithm=${algorithm}`,
    `response="${response}"`,
  ];
  if (hasQop || algorithm.endsWith('-sess')) parts.push(`cnonce=${quoted(cnonce)}`);
  if (hasQop) parts.push('qop=auth', `nc=${count}`);
  if (opaque !== null) parts.push(`opaque=${quoted(opaque)}`);
  return `Digest ${parts.join(', ')}`;
}
