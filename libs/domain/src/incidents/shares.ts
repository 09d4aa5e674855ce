import { isIP } from 'node:net';
import type { FailureReason, GoodCheck, GoodVisit, IncidentCauseKind, IncidentShare } from '@wakeful/contracts';

/** Windows that open within this time of each other may have one cause. */
export const JOIN_WITHIN_MS = 120_000;
/** So many monitors of one location, and this share of all there, do not lose their network connections at once by chance. */
export const LOCATION_RULE = { monitors: 10, share: 0.05 };

/** From the one that says most about a cause to the one that says least. */
const RANKS: readonly IncidentCauseKind[] = [
  'host',
  'address',
  'certificate',
  'redirect',
  'thirdParty',
  'network',
  'cdn',
  'location',
];

/** What is known of a window when it opens. */
export interface OpenedWindow {
  readonly url: string;
  readonly location: string | null;
  readonly reason: FailureReason | null;
  readonly httpStatus: number | null;
  readonly addresses: readonly string[];
  readonly finalUrl: string | null;
  readonly certificate: string | null;
  readonly goodCheck: GoodCheck | null;
  readonly goodVisit: GoodVisit | null;
}

/** A failure before an answer: nothing that the site itself says. */
const OF_NETWORK: ReadonlySet<FailureReason | null> = new Set(['dns', 'refused', 'reset', 'timeout', 'network']);
const isOfNetwork = (reason: FailureReason | null): boolean => OF_NETWORK.has(reason);

const CDNS: readonly (readonly [name: string, header: string, pattern: RegExp])[] = [
  ['Cloudflare', 'server', /^cloudflare/i],
  ['Fastly', 'x-served-by', /^cache-/i],
  ['Akamai', 'server', /^akamai/i],
  ['CloudFront', 'via', /cloudfront/i],
  ['bunny.net', 'server', /^bunnycdn/i],
  ['Google', 'via', /\bgoogle$/i],
];

const hostOf = (url: string | null): string | null =>
  url !== null && URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase() || null : null;

/** The neighbourhood that usually fails as one: a /24 of IPv4, a /48 of IPv6. */
export function networkOf(address: string): string | null {
  if (isIP(address) === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  if (isIP(address) !== 6) return null;
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${groups
    .slice(0, 3)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/48`;
}

function cdnOf({ httpStatus, goodVisit }: OpenedWindow): string | null {
  // Other answers are the site's own.
  if (httpStatus === null || httpStatus < 500) return null;
  const headers = goodVisit?.headers ?? [];
  const found = CDNS.find(([, header, pattern]) =>
    headers.some(({ name, value }) => name === header && pattern.test(value)),
  );
  return found?.[0] ?? null;
}

/**
 * What a window may have in common with others of the same cause. What cannot be the cause of its failure is left out: a certificate
 * unless TLS failed, a network or location when the site answered.
 */
export function sharesOf(window: OpenedWindow): IncidentShare[] {
  const host = hostOf(window.url);
  const known = window.addresses.length > 0 ? window.addresses : (window.goodCheck?.addresses ?? []);
  const redirect = hostOf(window.finalUrl ?? window.goodCheck?.finalUrl ?? null);
  const hasNoAnswer = isOfNetwork(window.reason);
  const all: readonly (readonly [IncidentCauseKind, readonly (string | null)[]])[] = [
    ['host', [host]],
    ['address', known],
    ['certificate', [window.reason === 'tls' ? window.certificate : null]],
    ['redirect', [redirect === host ? null : redirect]],
    ['network', hasNoAnswer ? known.map(networkOf) : []],
    ['cdn', [cdnOf(window)]],
    ['location', [hasNoAnswer ? window.location : null]],
  ];
  return all.flatMap(([kind, values]) =>
    [...new Set(values)].flatMap((value) => (value === null ? [] : [{ kind, value }])),
  );
}

/**
 * By which two outages of different times are alike: the sentence about them without what is different each time.
 */
export const signatureOf = (sentence: string): string =>
  sentence
    .toLowerCase()
    .replace(/\d{4}-\d{2}-\d{2}[t ][\d:.]+z?|\b\d{1,2}:\d{2}(:\d{2})?\b/g, '#')
    .replace(/[0-9a-f]{0,4}(:[0-9a-f]{0,4}){3,7}|\d+(\.\d+){3}/g, '#')
    .replace(/\b(?![1-5]\d\d\b)\d[\d.,]*/g, '#')
    .replace(/\s+/g, ' ')
    .slice(0, 500);

/** A window, the incident that it is in, and what it could share with others. */
export interface PlacedWindow {
  readonly windowId: string;
  readonly incidentId: string;
  readonly shares: readonly IncidentShare[];
}

const keyOf = ({ kind, value }: IncidentShare): string => `${kind} ${value}`;

/** The incident that a window belongs to: the one with which it shares what says most. A location alone joins nothing here. */
export function incidentToJoin(shares: readonly IncidentShare[], others: readonly PlacedWindow[]): string | null {
  const incidents = new Map<string, string>();
  for (const other of others) {
    for (const share of other.shares) if (!incidents.has(keyOf(share))) incidents.set(keyOf(share), other.incidentId);
  }
  for (const kind of RANKS) {
    if (kind === 'location') continue;
    for (const share of shares) {
      const found = share.kind === kind ? incidents.get(keyOf(share)) : undefined;
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** The locations at which so many monitors lose their connections at once that it is theirs. */
export function failingLocations(windows: readonly PlacedWindow[], monitorsAt: ReadonlyMap<string, number>): string[] {
  const counts = new Map<string, number>();
  for (const { shares } of windows) {
    for (const { kind, value } of shares) if (kind === 'location') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].flatMap(([location, count]) => {
    const needed = Math.max(LOCATION_RULE.monitors, (monitorsAt.get(location) ?? 0) * LOCATION_RULE.share);
    return count >= needed ? [location] : [];
  });
}

/** Of what all windows of an incident share, that which says most about the cause. */
export const bestShare = (shares: readonly IncidentShare[]): IncidentShare | null =>
  shares.toSorted((a, b) => RANKS.indexOf(a.kind) - RANKS.indexOf(b.kind))[0] ?? null;
