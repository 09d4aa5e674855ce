import type { NetworkTimings } from '@wakeful/contracts';
import type { Request } from 'playwright';
import type { ConnectionRecord } from '../egress/connection-log.js';
import { round } from './session-clock.js';

type BrowserTiming = ReturnType<Request['timing']>;

/**
 * The phases of a request. What came before it was sent is the browser's: waiting for a place, the way through the
 * proxy, the TLS handshake. Of a new connection the proxy knows how long the look-up and the connection itself took,
 * which the browser cannot tell apart.
 * @param connection the one that this request opened; null: it found one open
 */
export function requestTimings(
  timing: BrowserTiming,
  connection: Pick<ConnectionRecord, 'dnsMs' | 'connectMs'> | null,
  sendMs: number | null,
): NetworkTimings {
  const { requestStart, responseStart, responseEnd, connectEnd, secureConnectionStart } = timing;
  const tlsMs = secureConnectionStart >= 0 && connectEnd >= 0 ? connectEnd - secureConnectionStart : null;
  const dnsMs = connection?.dnsMs ?? null;
  const connectMs = connection?.connectMs ?? null;
  const isOwnConnection = timing.connectStart >= 0;
  const ofConnection = isOwnConnection ? (dnsMs ?? 0) + (connectMs ?? 0) + (tlsMs ?? 0) : 0;
  return {
    blockedMs: requestStart < 0 ? null : atLeastZero(requestStart - ofConnection),
    dnsMs: dnsMs && round(dnsMs),
    connectMs: connectMs && round(connectMs),
    tlsMs: tlsMs && atLeastZero(tlsMs),
    sendMs,
    waitMs: responseStart < 0 || requestStart < 0 ? null : atLeastZero(responseStart - requestStart - (sendMs ?? 0)),
    receiveMs: responseEnd < 0 || responseStart < 0 ? null : atLeastZero(responseEnd - responseStart),
  };
}

const atLeastZero = (ms: number): number => round(Math.max(0, ms));
