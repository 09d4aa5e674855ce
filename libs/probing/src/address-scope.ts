import ipaddr from 'ipaddr.js';

/**
 * How far away an address is: on this machine, in a network of one's own, or on the Internet. A fault of the uplink
 * reaches each of them separately, so one says nothing about the other.
 */
export type AddressScope = 'loopback' | 'private' | 'public';

const PRIVATE_RANGES = new Set(['private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat']);

/** The scope of an IPv4 or IPv6 address, by IANA's special-purpose registries; an IPv4-mapped one counts as IPv4. */
export function scopeOf(address: string): AddressScope {
  const range = ipaddr.process(address).range();
  if (range === 'loopback' || range === 'unspecified') return 'loopback';
  return PRIVATE_RANGES.has(range) ? 'private' : 'public';
}
