import { isIP } from 'node:net';
import type { AddressScope } from '@wakeful/probing';

/** A host to which a check of this process had a connection. */
export interface ReachedHost {
  hostname: string;
  address: string;
  port: number;
  scope: AddressScope;
  /** The resolvers that its monitor names, joined; empty for those of this machine. */
  resolvers: string;
  /** When the check that reached it last began, in milliseconds of `performance.now()`. */
  sinceMs: number;
}

/** Which hosts may stand witness for a check that failed. */
export interface Witnesses {
  scope: AddressScope;
  /** Another host than this one, at another address. */
  not: { hostname: string; address: string | undefined };
  /** Only hosts with an address of this family. */
  family?: 4 | 6 | undefined;
  /** Only hosts whose names were looked up by these resolvers, for a failed look-up. */
  resolvers?: string | undefined;
}

/** Enough to find references for every scope and family; the oldest is forgotten first. */
const MAX_HOSTS = 512;

/** Remembers which hosts this process has reached, and when: the witnesses for its own network. */
export class ReachedHosts {
  /** By host name, the one reached last at the end. */
  readonly #hosts = new Map<string, ReachedHost>();
  /** The two hosts of each scope that were reached last, the last one first. */
  readonly #latest: Record<AddressScope, (ReachedHost | undefined)[]> = { loopback: [], private: [], public: [] };

  remember(host: ReachedHost): void {
    this.#hosts.delete(host.hostname);
    this.#hosts.set(host.hostname, host);
    const [oldest] = this.#hosts.keys();
    if (this.#hosts.size > MAX_HOSTS && oldest !== undefined) this.#hosts.delete(oldest);
    const latest = this.#latest[host.scope];
    if (latest[0]?.hostname !== host.hostname) latest[1] = latest[0];
    latest[0] = host;
  }

  /** Whether a check that began at `sinceMs` or later has reached a witness. */
  hasReachedSince(sinceMs: number, wanted: Witnesses): boolean {
    return this.#latest[wanted.scope].some((host) => host && host.sinceMs >= sinceMs && fits(host, wanted));
  }

  /**
   * The scope of a host as it was when it was last reached. A name that never resolved counts as of the Internet, unless
   * this process has only ever reached hosts of its own networks.
   */
  scopeOf(hostname: string): AddressScope {
    const isInside = this.#latest.public.length === 0 && this.#latest.private.length > 0;
    return this.#hosts.get(hostname)?.scope ?? (isInside ? 'private' : 'public');
  }

  /** Hosts to ask, each at an address of its own, the one reached last first. */
  witnesses(wanted: Witnesses): ReachedHost[] {
    const byAddress = new Map<string, ReachedHost>();
    for (const host of [...this.#hosts.values()].reverse()) {
      if (fits(host, wanted) && !byAddress.has(host.address)) byAddress.set(host.address, host);
    }
    return [...byAddress.values()];
  }
}

export function fits(host: ReachedHost, { scope, not, family, resolvers }: Witnesses): boolean {
  if (host.scope !== scope || host.hostname === not.hostname || host.address === not.address) return false;
  if (family !== undefined && isIP(host.address) !== family) return false;
  // An address that was written down says nothing about name servers.
  return resolvers === undefined || (host.resolvers === resolvers && isIP(host.hostname) === 0);
}
