import { ProbeFailure } from '../failure/probe-failure.js';
import { askNameServer, type NameAnswer, type ResolvedAddress } from './ask-name-server.js';
import { type HostAddress, localhostAddresses, readHosts } from './hosts-file.js';
import { candidatesFor, readSearchRules } from './resolv-conf.js';
import { type LookUpFigures, type Resolver, ResolverPool } from './resolver-pool.js';
import { WatchedFile } from './system-files.js';

export interface LookUpRequest {
  signal?: AbortSignal | undefined;
  /** Name servers to ask instead of the system's, each an address, or an address and a port. */
  resolvers?: readonly string[];
  /** The name was written with a dot at its end: no search domain completes it. */
  isAbsolute?: boolean;
  /** Told when the look-up has to wait for others to end, and then when its turn has come. */
  onWait?: () => void;
  onBegin?: () => void;
  /** Told of what is odd about the answer and does not keep it from being used. */
  onOddity?: (sentence: string) => void;
}

const A_YEAR_SECONDS = 31_536_000;
const missingKinds = { 4: 'IPv4 addresses (A)', 6: 'IPv6 addresses (AAAA)' } as const;

const isOf = (family: 0 | 4 | 6, one: HostAddress): boolean => family === 0 || one.family === family;

/** An error as c-ares raises it: `toProbeFailure` says it in words. */
class NameNotFound extends Error {
  override readonly name = 'NameNotFound';
  constructor(
    readonly code: string,
    hostname: string,
  ) {
    super(`${code} ${hostname}`);
  }
}

export interface NameLookUpOptions {
  paths?: { hosts: string; resolvConf: string };
  /** The system's name servers; default: those that c-ares finds, on Linux the ones of resolv.conf. */
  nameServers?: readonly string[];
  maxLookUps?: number;
}

const systemPaths = { hosts: '/etc/hosts', resolvConf: '/etc/resolv.conf' };

/**
 * Looks names up as the system does for most programs: `localhost`, the hosts file, then the name servers of
 * resolv.conf with its search domains. It differs from getaddrinfo in that nothing waits in a thread, everything can
 * be cancelled, and sources that only nsswitch.conf names (mDNS, LDAP, NIS) are not asked. Nothing is remembered.
 */
export class NameLookUp {
  readonly #pool: ResolverPool;
  readonly #nameServers: readonly string[];
  readonly #hosts: WatchedFile<ReturnType<typeof readHosts>>;
  readonly #rules: WatchedFile<ReturnType<typeof readSearchRules>>;

  constructor({ paths = systemPaths, nameServers = [], maxLookUps }: NameLookUpOptions = {}) {
    this.#nameServers = nameServers;
    this.#pool = new ResolverPool(maxLookUps);
    this.#hosts = new WatchedFile(paths.hosts, readHosts);
    this.#rules = new WatchedFile(paths.resolvConf, readSearchRules);
  }

  get figures(): Readonly<LookUpFigures> {
    return this.#pool.figures;
  }

  /**
   * The addresses of a host name of one family or (0) of both; never empty. Rejects with an error that has a code of c-ares, or
   * with a {@link ProbeFailure} `dns` when it has addresses of the other family only.
   */
  async resolve(hostname: string, family: 0 | 4 | 6, request: LookUpRequest = {}): Promise<ResolvedAddress[]> {
    const { resolvers = [], signal, isAbsolute = false } = request;
    const known = this.#knownAddresses(hostname, resolvers.length === 0).filter((one) => isOf(family, one));
    if (known.length > 0) return known.map((one) => ({ ...one, ttlSeconds: A_YEAR_SECONDS }));
    const rules = this.#rules.value;
    const names = isAbsolute || resolvers.length > 0 ? [hostname] : candidatesFor(hostname, rules);
    const servers = resolvers.length > 0 ? resolvers : this.#nameServers;
    const wanted = { servers, generation: this.#rules.generation, signal, onWait: request.onWait };
    return this.#pool.lend(wanted, (resolver) => {
      request.onBegin?.();
      return firstAnswer(resolver, hostname, names, family, request);
    });
  }

  #knownAddresses(hostname: string, bySystem: boolean): readonly HostAddress[] {
    const name = hostname.toLowerCase();
    return (bySystem && this.#hosts.value.get(name)) || localhostAddresses(name);
  }
}

async function firstAnswer(
  resolver: Resolver,
  hostname: string,
  names: readonly string[],
  family: 0 | 4 | 6,
  { onOddity }: LookUpRequest,
): Promise<ResolvedAddress[]> {
  const failed: { name: string; code: string }[] = [];
  for (const name of names) {
    const answer = await askNameServer(resolver, name, family);
    if (answer.code === null) {
      if (onOddity) tellOddities(answer, name, onOddity);
      return answer.addresses;
    }
    failed.push({ name, code: answer.code });
    // As in glibc: a server that does not answer is not asked about the next domain.
    if (answer.code === 'ETIMEOUT' || answer.code === 'ECONNREFUSED' || answer.code === 'ECANCELLED') break;
  }
  const code = codeOfAll(failed.map((one) => one.code));
  if (code === 'ENODATA' && family !== 0) await refuseOtherFamily(resolver, hostname, failed, family);
  throw new NameNotFound(code, hostname);
}

function tellOddities({ missing }: NameAnswer, name: string, tell: (sentence: string) => void): void {
  if (missing)
    tell(
      `The name server gave no answer for the ${missingKinds[missing.family]} of ${name} (${missing.code.slice(1)})`,
    );
}

/** Of several names: no answer is worse than no address, which is worse than no such name. */
function codeOfAll(codes: readonly string[]): string {
  const fault = codes.find((code) => code !== 'ENOTFOUND' && code !== 'ENODATA');
  return fault ?? (codes.includes('ENODATA') ? 'ENODATA' : 'ENOTFOUND');
}

async function refuseOtherFamily(
  resolver: Resolver,
  hostname: string,
  failed: readonly { name: string; code: string }[],
  family: 4 | 6,
): Promise<void> {
  const other = family === 4 ? 6 : 4;
  const existing = failed.find(({ code }) => code === 'ENODATA')?.name ?? hostname;
  if ((await askNameServer(resolver, existing, other)).code !== null) return;
  throw new ProbeFailure('dns', `${hostname} has IPv${other} addresses only, and this monitor asks for IPv${family}`);
}
