import {
  NO_SECRETS,
  type ProbeSecrets,
  type ProbeSpec,
  type RawCheck,
  type SecondLook,
  type SecondLookWay,
} from '@wakeful/contracts';
import { httpProbe, type ProbeNet, readTarget } from '@wakeful/probing';

/** All of them together, and each of them, take at most so long. */
const ALL_MS = 12_000;
const ONE_MS = 5_000;
const MAX_ADDRESSES = 8;
const TIMES_AGAIN = 5;
const MAX_DETAIL = 512;
/** Asking twice for these changes nothing at the other end (RFC 9110, 9.2.1). */
const SAFE_METHODS = new Set<ProbeSpec['method']>(['GET', 'HEAD', 'OPTIONS']);
const BROWSER_HEADERS: Readonly<Record<string, string>> = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'en-US,en;q=0.9',
};
const CREDENTIAL_HEADERS = /^(?:authorization|proxy-authorization|cookie|x-api-key)$/i;

/** What is asked, and how it is asked in another way than a check does. */
interface Asking {
  spec: ProbeSpec;
  secrets: ProbeSecrets | null;
  net: ProbeNet;
  signal: AbortSignal;
  /** The check that is made sure of. */
  raw: RawCheck;
  hide: (text: string) => string;
}

type Look = (way: SecondLookWay, changed?: Partial<Pick<Asking, 'spec' | 'secrets' | 'net'>>) => Promise<SecondLook>;

/**
 * Asks for a page that fails in a few other ways, to tell which part of it is broken: each address alone, GET for HEAD, as a browser names
 * itself, without credentials, without TLS, and five times in a row. At most about twenty requests, and only such that change nothing.
 * Never rejects for what a page does.
 */
export async function secondLooks(asking: Asking): Promise<SecondLook[]> {
  const { raw, spec } = asking;
  if (!SAFE_METHODS.has(spec.method) || raw.outcome.status === 'unknown') return [];
  const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(ALL_MS)]);
  const look = lookerFor({ ...asking, signal });
  const looks = await Promise.all([
    ...(await addressLooks(asking, look)),
    ...otherWays(asking, look),
    ...(isWorthAsking(raw) ? [askAgain(look, signal)] : []),
  ]);
  return looks.flat();
}

function lookerFor({ spec, secrets, net, signal, hide }: Asking): Look {
  const usual = { ...spec, timeoutMs: Math.min(spec.timeoutMs, ONE_MS), degradedThresholdMs: null };
  return async (way, changed = {}) => {
    const asked = { ...usual, ...(changed.spec && { ...changed.spec, timeoutMs: usual.timeoutMs }) };
    const wanted = changed.secrets === undefined ? secrets : changed.secrets;
    const outcome = await httpProbe(asked, wanted, signal, changed.net ?? net);
    return {
      way,
      address: outcome.facts.address ?? null,
      isGood: outcome.status === 'up',
      httpStatus: outcome.httpStatus,
      reason: outcome.reason,
      detail: hide(outcome.detail).slice(0, MAX_DETAIL),
      totalMs: Math.round(outcome.timings.totalUs / 1_000),
    };
  };
}

/** Each address of a name that has several; through a proxy it is the proxy that chooses one. */
async function addressLooks({ spec, secrets, net, raw, signal }: Asking, look: Look): Promise<Promise<SecondLook>[]> {
  if (secrets?.proxyUrl) return [];
  const { hostname, literalFamily } = readTarget(spec.url);
  if (literalFamily !== 0 || raw.outcome.reason === 'dns' || raw.outcome.status === 'up') return [];
  const family = spec.ipFamily === 'ipv4' ? 4 : spec.ipFamily === 'ipv6' ? 6 : 0;
  const { resolvers } = spec;
  const found = await net.lookUp(hostname, family, { resolvers, signal }).catch(() => null);
  const addresses = [...new Set((found?.allowed ?? []).map(({ address }) => address))].slice(0, MAX_ADDRESSES);
  if (addresses.length < 2) return [];
  return addresses.map(async (address) => ({
    ...(await look('address', { net: net.pinnedTo(hostname, address) })),
    address,
  }));
}

function otherWays({ spec, secrets, raw }: Asking, look: Look): Promise<SecondLook>[] {
  const { reason, httpStatus } = raw.outcome;
  const looks: Promise<SecondLook>[] = [];
  if (reason === null) return looks;
  const isTurnedAway = reason === 'http_status' && httpStatus !== null && httpStatus >= 400;
  const isCutOff = reason === 'reset' || (reason === 'timeout' && raw.outcome.facts.timeoutPhase === 'ttfb');
  if (spec.method === 'HEAD' && isTurnedAway) looks.push(look('get', { spec: { ...spec, method: 'GET' } }));
  const own = secrets?.headers ?? {};
  const isNamed = Object.keys(own).some((name) => name.toLowerCase() === 'user-agent');
  if ((isTurnedAway || isCutOff) && !isNamed) {
    looks.push(look('browserUserAgent', { secrets: withHeaders(secrets, { ...BROWSER_HEADERS, ...own }) }));
  }
  const open = Object.fromEntries(Object.entries(own).filter(([name]) => !CREDENTIAL_HEADERS.test(name)));
  const hasCredentials = secrets?.auth || Object.keys(open).length < Object.keys(own).length;
  if (secrets && hasCredentials && isTurnedAway) {
    looks.push(look('noCredentials', { secrets: { ...secrets, headers: open, auth: null } }));
  }
  const url = new URL(spec.url);
  const isBehindTls = url.protocol === 'https:' && url.port === '' && raw.outcome.facts.hops === undefined;
  if (isBehindTls && (reason === 'tls' || reason === 'refused' || isCutOff || reason === 'timeout')) {
    url.protocol = 'http:';
    const plain = {
      ...spec,
      url: new URL('/', url).href,
      followRedirects: false,
      assertions: [],
      expectedStatus: ['2xx', '3xx'],
    };
    // Nothing secret goes out in the clear: no credentials, and no path or query, which may hold a token.
    looks.push(look('plainHttp', { spec: plain, secrets: secrets && { ...NO_SECRETS, proxyUrl: secrets.proxyUrl } }));
  }
  return looks;
}

const withHeaders = (secrets: ProbeSecrets | null, headers: Record<string, string>): ProbeSecrets => ({
  ...NO_SECRETS,
  ...secrets,
  headers,
});

/** Failures that may come by turns. A time-out would have to be waited for each time. */
const isWorthAsking = ({ outcome: { reason } }: RawCheck): boolean =>
  reason === null || ['http_status', 'reset', 'refused', 'assertion', 'network'].includes(reason);

async function askAgain(look: Look, signal: AbortSignal): Promise<SecondLook[]> {
  const looks: SecondLook[] = [];
  while (looks.length < TIMES_AGAIN && !signal.aborted) looks.push(await look('again'));
  return looks;
}
