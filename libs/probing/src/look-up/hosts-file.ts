import { isIP } from 'node:net';

export interface HostAddress {
  address: string;
  family: 4 | 6;
}

/** Reads a hosts file, see hosts(5): the addresses of each name and alias in lower case, in the order of the lines. */
export function readHosts(text: string): ReadonlyMap<string, readonly HostAddress[]> {
  const hosts = new Map<string, HostAddress[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    // An address with a zone ("fe80::1%eth0") is of a link, and no probe may go there.
    if (family === 0 || address.includes('%')) continue;
    for (const name of names.map((one) => one.toLowerCase())) {
      const addresses = hosts.get(name) ?? [];
      if (addresses.length === 0) hosts.set(name, addresses);
      if (!addresses.some((one) => one.address === address)) addresses.push({ address, family: family === 4 ? 4 : 6 });
    }
  }
  return hosts;
}

const loopback: readonly HostAddress[] = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];

/** RFC 6761, section 6.3, as browsers do it: `localhost` and every name below it is this machine, without asking. */
export const localhostAddresses = (hostname: string): readonly HostAddress[] =>
  hostname === 'localhost' || hostname.endsWith('.localhost') ? loopback : [];
