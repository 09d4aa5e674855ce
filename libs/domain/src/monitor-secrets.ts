import {
  type FieldProblem,
  HIDDEN_SECRET,
  isHarmlessHeader,
  type MonitorConfig,
  type MonitorFieldName,
  type monitorFields,
  type ProbeAuth,
  type SecretRole,
  tlsVersions,
} from '@wakeful/contracts';

/** One secret of a monitor: its location, and what distinguishes it from others in the same location. */
interface SecretPlace {
  /** Its name in API problems. */
  readonly path: string;
  /** The same for the same secret: it changes with an address that belongs to the secret alone. */
  readonly key: string;
}

type Change = (value: string, place: SecretPlace) => string;

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

function mapHeaders(headers: MonitorConfig['headers'], change: Change): MonitorConfig['headers'] {
  const entries = Object.entries(headers).map(([name, value]) => {
    if (isHarmlessHeader(name)) return [name, value];
    return [name, change(value, { path: `headers.${name}`, key: `headers.${name.toLowerCase()}` })];
  });
  return Object.fromEntries(entries) as MonitorConfig['headers'];
}

function mapAuth(auth: ProbeAuth | null, change: Change): ProbeAuth | null {
  if (auth === null) return null;
  switch (auth.type) {
    case 'basic':
    case 'digest':
      return { ...auth, password: change(auth.password, { path: 'auth.password', key: `auth.${auth.type}` }) };
    case 'bearer':
      return { ...auth, token: change(auth.token, { path: 'auth.token', key: 'auth.bearer' }) };
    case 'oauth2': {
      // The client secret goes to the token endpoint, so it is bound to that.
      const place = { path: 'auth.clientSecret', key: `auth.oauth2 at ${originOf(auth.tokenUrl)}` };
      return { ...auth, clientSecret: change(auth.clientSecret, place) };
    }
  }
}

/** A proxy's URL apart: `before` and `after` its credentials, which are null when there are none. */
function splitProxy(proxy: string): { before: string; credentials: string | null; after: string } {
  const [, before = '', credentials = null, after = ''] = /^([a-z0-9]+:\/\/)(?:(.*)@)?(.*)$/is.exec(proxy) ?? [];
  return { before, credentials, after };
}

/** The address of a proxy without its credentials. */
function proxyAddress(proxy: string | null): string {
  if (proxy === null) return '';
  const { before, after } = splitProxy(proxy);
  return `${before}${after}`.toLowerCase().replace(/\/$/, '');
}

function mapProxy(proxy: string | null, change: Change): string | null {
  if (proxy === null) return null;
  const { before, credentials, after } = splitProxy(proxy);
  if (credentials === null) return proxy;
  return `${before}${change(credentials, { path: 'proxy', key: `proxy at ${proxyAddress(proxy)}` })}@${after}`;
}

/** Maps every secret of a monitor: the one place that knows where they are. */
function mapSecrets<Config extends MonitorConfig>(config: Config, change: Change): Config {
  const { headers, auth, proxy, tls } = config;
  const clientKey =
    tls.clientKey === null ? null : change(tls.clientKey, { path: 'tls.clientKey', key: 'tls.clientKey' });
  return {
    ...config,
    headers: mapHeaders(headers, change),
    auth: mapAuth(auth, change),
    proxy: mapProxy(proxy, change),
    tls: { ...tls, clientKey },
  };
}

/** What may be shown of a monitor: {@link HIDDEN_SECRET} instead of every secret. */
export const hideMonitorSecrets = <Config extends MonitorConfig>(config: Config): Config =>
  mapSecrets(config, () => HIDDEN_SECRET);

type NamesOfRole<Role extends SecretRole> = {
  [Name in MonitorFieldName]: (typeof monitorFields)[Name]['secrets'] extends Role ? Name : never;
}[MonitorFieldName];
type WayField = NamesOfRole<'way' | 'way+holds'>;

const hostHeader = ({ headers }: MonitorConfig): string =>
  Object.entries(headers)
    .find(([name]) => name.toLowerCase() === 'host')?.[1]
    .toLowerCase() ?? '';

/** What Node demands when nothing is set. */
const DEFAULT_TLS_VERSION = 'TLSv1.2';
const rankOf = (version: MonitorConfig['tls']['minVersion']): number =>
  tlsVersions.indexOf(version ?? DEFAULT_TLS_VERSION);

/**
 * Whether a changed field sends secrets elsewhere or exposes them in transit. Turning verification on, or requiring a
 * newer TLS version, does not.
 */
const moves: Readonly<Record<WayField, (before: MonitorConfig, after: MonitorConfig) => boolean>> = {
  url: (before, after) => originOf(before.url) !== originOf(after.url),
  // One IP address may host many sites of different owners.
  headers: (before, after) => hostHeader(before) !== hostHeader(after),
  tls: ({ tls: before }, { tls: after }) =>
    (before.verify && !after.verify) ||
    before.ca !== after.ca ||
    before.serverName !== after.serverName ||
    rankOf(after.minVersion) < rankOf(before.minVersion),
  proxy: (before, after) => proxyAddress(before.proxy) !== proxyAddress(after.proxy),
  resolvers: (before, after) => before.resolvers.join() !== after.resolvers.join(),
};

/** The fields whose change sends a monitor's secrets to another destination. */
export const movedBy = (before: MonitorConfig, after: MonitorConfig): WayField[] =>
  (Object.keys(moves) as WayField[]).filter((name) => moves[name](before, after));

/** A monitor with stored values instead of every `***`, and a problem for each without a stored value. */
export interface RevealedMonitor {
  config: MonitorConfig;
  problems: FieldProblem[];
}

/**
 * Replaces every `***` that was sent back with the stored secret, unless it would be sent to a destination other than
 * the one it was given for. `stored` is null for a new monitor.
 */
export function revealMonitorSecrets(sent: MonitorConfig, stored: MonitorConfig | null): RevealedMonitor {
  const moved = stored ? movedBy(stored, sent) : [];
  const known = new Map<string, string>();
  if (stored) mapSecrets(stored, (value, { key }) => (known.set(key, value), value));
  const problems: FieldProblem[] = [];
  const config = mapSecrets(sent, (value, { path, key }) => {
    if (value !== HIDDEN_SECRET) return value;
    const kept = known.get(key);
    if (kept !== undefined && moved.length === 0) return kept;
    problems.push({ path, message: kept === undefined ? STANDS_FOR_NOTHING : mustBeGivenAnew(moved) });
    return value;
  });
  return { config, problems };
}

const STANDS_FOR_NOTHING = `is "${HIDDEN_SECRET}", but no value is stored`;

const mustBeGivenAnew = (moved: readonly WayField[]): string =>
  `must be entered again, because ${moved.map((name) => `"${name}"`).join(' and ')} changed: a stored secret is not sent to a new destination`;
