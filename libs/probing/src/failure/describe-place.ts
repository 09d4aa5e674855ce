import type { Phase } from '@wakeful/contracts';
import type { TlsPlace } from './describe-tls.js';

/** Where a probe is: what it does, with whom, and how far it got. */
export interface Place {
  phase: Phase;
  hostname: string;
  address: string | null;
  port: number;
  /** Bytes of the body that have come. */
  bodyBytes: number;
  /** The addresses to which a connection is under way. */
  connecting?: () => readonly string[];
  /** The look-up waits for others of this process to end and has asked no one yet. */
  isLookUpQueued?: boolean;
  /** Who is waited for before the site is asked at all. */
  tokenServer?: string;
  /** The handshake that is under way or done. */
  tls?: TlsPlace;
}

export const count = (number: number): string => number.toLocaleString('en-US');

export const endpointOf = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

export const endpoint = ({ address, hostname, port }: Place): string => endpointOf(address ?? hostname, port);

function describeConnecting(place: Place): string {
  const addresses = place.connecting?.() ?? [];
  if (addresses.length === 0) return endpoint(place);
  return addresses.map((address) => endpointOf(address, place.port)).join(', ');
}

/** What the probe was doing, as the end of "timed out while …". */
export function describeWait(place: Place): string {
  const host = place.address ?? place.hostname;
  switch (place.phase) {
    case 'dns':
      return `looking up ${place.hostname}`;
    case 'connect':
      return `connecting to ${describeConnecting(place)}`;
    case 'tls':
      return `waiting for the TLS handshake with ${endpoint(place)}`;
    case 'ttfb':
      return `waiting for the response headers from ${host}`;
    case 'transfer':
      return `reading the body from ${host}, of which ${count(place.bodyBytes)} bytes had come`;
  }
}
