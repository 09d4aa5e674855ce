import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { isInBlock, isLoopback, readBlock } from '../egress/address-ranges.js';

export interface Address {
  address: string;
  family: 4 | 6;
}

/** Interfaces come and go with networks, not with checks. */
const KNOWN_FOR_MS = 5_000;
const globalUnicast = readBlock('2000::/3');
const uniqueLocal = readBlock('fc00::/7');

type Scope = 'global' | 'local' | 'loopback' | 'other';

function scopeOf(address: string): Scope {
  const bytes = ipaddr.parse(address).toByteArray();
  if (isLoopback(bytes)) return 'loopback';
  if (isInBlock(bytes, globalUnicast)) return 'global';
  return isInBlock(bytes, uniqueLocal) ? 'local' : 'other';
}

let known: { scopes: ReadonlySet<Scope>; untilMs: number } = { scopes: new Set(), untilMs: -1 };

/** The scopes of the IPv6 addresses that this machine has. */
function ownScopes(): ReadonlySet<Scope> {
  const nowMs = performance.now();
  if (nowMs < known.untilMs) return known.scopes;
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const scopes = new Set(own.filter(({ family }) => family === 'IPv6').map(({ address }) => scopeOf(address)));
  known = { scopes, untilMs: nowMs + KNOWN_FOR_MS };
  return scopes;
}

/**
 * Whether this machine has an IPv6 address from which it can reach `address`: rules 1 and 5 of RFC 6724, section 6, as
 * far as they decide between the families. A machine without IPv6 then begins with IPv4, and one whose IPv6 is its own
 * network's only begins with IPv4 for the rest of the world.
 */
function prefersIpv6For(address: string, scopes: ReadonlySet<Scope>): boolean {
  const scope = scopeOf(address);
  return scopes.has(scope) || (scope === 'local' && scopes.has('global'));
}

/**
 * The order in which to try the addresses of a name: IPv6 first where this machine can use it, then the families in
 * turn (RFC 8305, section 4). Within a family the order is the resolver's, which spreads the load by it.
 */
export function inOrderOfTrial(addresses: readonly Address[], scopes = ownScopes()): Address[] {
  const ipv4 = addresses.filter(({ family }) => family === 4);
  const ipv6 = addresses.filter(({ family }) => family === 6);
  if (ipv4.length === 0 || ipv6.length === 0) return [...addresses];
  const usable = ipv6.filter(({ address }) => prefersIpv6For(address, scopes));
  const [first, second] = usable.length > 0 ? [usable, ipv4] : [ipv4, []];
  const ordered: Address[] = [];
  for (let at = 0; at < Math.max(first.length, second.length); at += 1) {
    ordered.push(...first.slice(at, at + 1), ...second.slice(at, at + 1));
  }
  return [...ordered, ...ipv6.filter((one) => !usable.includes(one))];
}
