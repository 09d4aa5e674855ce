import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * The EHLO name. Strict mail servers refuse names that are not fully qualified (RFC 5321 4.1.1.1): the public host of
 * Wakeful, an IP address as a literal (4.1.3), or the machine's own name if the public host is local.
 */
export function ehloNameOf(publicUrl: string): string {
  const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 6) return `[IPv6:${host}]`;
  if (isIP(host) === 4) return `[${host}]`;
  return host === 'localhost' ? hostname() : host;
}
