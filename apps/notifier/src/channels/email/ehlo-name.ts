import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * By what name to greet mail servers, of which the strict ones refuse what is no name of the Internet (RFC 5321 4.1.1.1): the
 * host at which people reach Wakeful, an address as its literal (4.1.3); where that is this machine only, its own name.
 */
export function ehloNameOf(publicUrl: string): string {
  const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 6) return `[IPv6:${host}]`;
  if (isIP(host) === 4) return `[${host}]`;
  return host === 'localhost' ? hostname() : host;
}
