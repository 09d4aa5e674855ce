import { readFileSync } from 'node:fs';
import type { ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import type { ProbeTarget } from '../probe-target.js';
import { type ProxyAddress, readProxy } from '../proxy/proxy-address.js';

type Method = ProbeSpec['method'];

/** One request to send; `headers` is flat: name, value, name, value … */
export interface HttpRequest {
  target: ProbeTarget;
  /** What the request line names: the path, or for an http proxy the whole URL (RFC 9112, section 3.2.2). */
  requestTarget: string;
  /** Who makes the connection. */
  proxy: ProxyAddress | null;
  method: Method;
  headers: string[];
  body: Buffer | null;
  /** It answers a challenge (401), which is done once. */
  hasAnswered: boolean;
  /** What the user wants to be sent; without what another origin must not see once the chain has left its own. */
  secrets: ProbeSecrets | null;
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const defaultHeaders: readonly (readonly [name: string, value: string])[] = [
  ['user-agent', `Wakeful/${version}`],
  ['accept', '*/*'],
  ['accept-encoding', 'gzip, deflate, br, zstd'],
];

/** The probe frames its messages itself and closes every connection. */
const ownHeaders = new Set([
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'te',
  'upgrade',
  'trailer',
]);
const methodsWithBody = new Set<Method>(['POST', 'PUT', 'PATCH']);

function authorization(auth: ProbeSecrets['auth']): string | null {
  if (!auth) return null;
  if (auth.type === 'bearer') return `Bearer ${auth.token}`;
  if (auth.type !== 'basic') return null;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}

function addUserHeaders(
  flat: string[],
  secrets: ProbeSecrets,
  cookie: string | null,
  answer: string | null,
): Set<string> {
  const named = new Set<string>();
  const credentials = answer ?? authorization(secrets.auth);
  if (credentials !== null) {
    flat.push('authorization', credentials);
    named.add('authorization');
  }
  if (cookie !== null) {
    flat.push('cookie', cookie);
    named.add('cookie');
  }
  for (const [name, value] of Object.entries(secrets.headers)) {
    const key = name.toLowerCase();
    if (named.has(key) || ownHeaders.has(key)) continue;
    named.add(key);
    flat.push(name, value);
  }
  return named;
}

function buildHeaders(
  target: ProbeTarget,
  method: Method,
  body: Buffer | null,
  secrets: ProbeSecrets | null,
  cookie: string | null,
  answer: string | null,
): string[] {
  const flat: string[] = [];
  const named = secrets && addUserHeaders(flat, secrets, cookie, answer);
  // Host comes first: some servers and many people expect it there.
  if (!named?.has('host')) flat.unshift('host', target.hostHeader);
  for (const [name, value] of defaultHeaders) if (!named?.has(name)) flat.push(name, value);
  if (cookie !== null && !named) flat.push('cookie', cookie);
  if (body) flat.push('content-length', String(body.length));
  else if (methodsWithBody.has(method)) flat.push('content-length', '0');
  flat.push('connection', 'close');
  return flat;
}

/**
 * A request to `target`. The user's own headers go before the defaults, `auth` before an authorization header.
 * @param cookie the Cookie header to send instead of the user's own
 * @param answer the Authorization header that answers a challenge
 */
export function buildRequest(
  target: ProbeTarget,
  method: Method,
  secrets: ProbeSecrets | null,
  cookie: string | null = null,
  answer: string | null = null,
): HttpRequest {
  const body = secrets?.body == null ? null : Buffer.from(secrets.body);
  const headers = buildHeaders(target, method, body, secrets, cookie, answer);
  const proxy = secrets?.proxyUrl == null ? null : readProxy(secrets.proxyUrl);
  const isForwarded = proxy !== null && proxy.scheme !== 'socks5' && !target.isTls;
  const requestTarget = isForwarded ? `http://${target.hostHeader}${target.path}` : target.path;
  return { target, requestTarget, proxy, method, headers, body, secrets, hasAnswered: false };
}
