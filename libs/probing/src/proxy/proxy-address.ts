import { isIP } from 'node:net';
import { endpointOf } from '../failure/describe-place.js';

/** A proxy taken apart; `socks5` leaves the look-up of the target's name to the proxy, as curl's `socks5h` does. */
export interface ProxyAddress {
  scheme: 'http' | 'https' | 'socks5';
  hostname: string;
  literalFamily: 0 | 4 | 6;
  port: number;
  credentials: { username: string; password: string } | null;
  /** `proxy.example:3128`, as it may be shown: without credentials. */
  label: string;
}

const defaultPorts = { http: 80, https: 443, socks5: 1080 } as const;

/** Takes the URL of a proxy apart. Its scheme must be http, https or socks5. */
export function readProxy(proxyUrl: string): ProxyAddress {
  const url = new URL(proxyUrl);
  const scheme = url.protocol.slice(0, -1) as ProxyAddress['scheme'];
  const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port === '' ? defaultPorts[scheme] : Number(url.port);
  const username = decodeURIComponent(url.username);
  const credentials = username === '' ? null : { username, password: decodeURIComponent(url.password) };
  return {
    scheme,
    hostname,
    literalFamily: isIP(hostname) as 0 | 4 | 6,
    port,
    credentials,
    label: endpointOf(hostname, port),
  };
}

/** The value of `Proxy-Authorization` (RFC 7617); null without credentials. */
export function proxyAuthorization({ credentials }: ProxyAddress): string | null {
  if (!credentials) return null;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}
