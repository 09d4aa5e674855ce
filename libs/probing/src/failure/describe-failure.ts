import { isNativeError } from 'node:util/types';
import type { OwnNetworkSuspicion, Phase } from '@wakeful/contracts';
import { dnsFailure } from './describe-dns.js';
import { count, describeWait, endpoint, type Place } from './describe-place.js';
import { describeTls } from './describe-tls.js';
import { ProbeFailure } from './probe-failure.js';

/** Errors of this machine (no file descriptor, no memory): they say nothing about the site. */
const localFaults = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EAI_MEMORY']);
/** Errors of this machine's own network, which no site can cause. */
const ownNetworkFaults: Readonly<Record<string, string>> = {
  ENETDOWN: 'the network of the checker is down',
  EADDRNOTAVAIL: 'the checker has no address or no free port to connect from',
  EACCES: 'a firewall or a route of the checker does not let it through',
  EPERM: 'a firewall or a route of the checker does not let it through',
};
const resets = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/**
 * The kernel says this of a route of its own or for a router on the way. Without a route to a network mostly the uplink is
 * gone; a host that does not answer on its own network may be either.
 */
const unreachable: Readonly<Record<string, { why: string; ownNetwork: OwnNetworkSuspicion }>> = {
  ENETUNREACH: { why: 'there is no route to its network', ownNetwork: 'likely' },
  EHOSTUNREACH: { why: 'there is no route to it', ownNetwork: 'possible' },
  EHOSTDOWN: { why: 'the host is down', ownNetwork: 'possible' },
};

function describeReset(place: Place): string {
  if (place.phase === 'connect') return `${endpoint(place)} reset the connection`;
  if (place.phase === 'tls') return `${endpoint(place)} closed the connection during the TLS handshake`;
  if (place.phase === 'ttfb') return `${endpoint(place)} closed the connection without an answer`;
  return `${endpoint(place)} closed the connection before the whole body had come (${count(place.bodyBytes)} bytes)`;
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** Errors that Node raises about its caller, and plain bugs, are ours: the network's errors have other codes. */
function isOwnFault(code: string, phase: Phase): boolean {
  return code === '' || (code.startsWith('ERR_') && !code.startsWith('ERR_SSL') && phase !== 'tls');
}

/** A failure of an attempt to connect; null when the code says nothing of the network. */
function connectFailure(code: string, place: Place, cause: Error): ProbeFailure | null {
  const fail = (
    reason: ProbeFailure['reason'],
    message: string,
    ownNetwork: OwnNetworkSuspicion = 'possible',
  ): ProbeFailure => new ProbeFailure(reason, message, { cause, ownNetwork });
  const own = ownNetworkFaults[code];
  if (own) return fail('checker_fault', `${endpoint(place)} cannot be reached: ${own}`, 'likely');
  if (code === 'ECONNREFUSED') return fail('refused', `${endpoint(place)} refused the connection`);
  if (resets.has(code)) return fail('reset', describeReset(place));
  // The kernel gave up before the deadline did.
  if (code === 'ETIMEDOUT') return fail('timeout', `Timed out while ${describeWait(place)}`);
  const route = unreachable[code];
  return route ? fail('network', `${endpoint(place)} cannot be reached: ${route.why}`, route.ownNetwork) : null;
}

/**
 * Turns whatever a resolver or a socket threw into a failure with a reason and a sentence. Before a
 * connection stands it also says how far the fault may be of the checker's own network:
 *
 * | what happened | verdict here | own network |
 * |---|---|---|
 * | no file descriptor, no memory, a bug, a look-up that could not begin | unknown / checker_fault | |
 * | ENETDOWN, EADDRNOTAVAIL, EACCES, EPERM | unknown / checker_fault | likely |
 * | ENETUNREACH; a name server that fails, refuses or is silent | down / network, dns or timeout | likely |
 * | EHOSTUNREACH, refused, reset or timed out while connecting; NXDOMAIN, NODATA | down | possible |
 * | a name that is none; everything after the connection stands | down | |
 */
export function toProbeFailure(error: unknown, place: Place): ProbeFailure {
  if (error instanceof ProbeFailure) return error;
  // `instanceof` would miss errors of Node's core when this code runs in a realm of its own, as in a test runner.
  const cause = isNativeError(error) ? error : new Error(String(error));
  const code = codeOf(cause);
  const fail = (reason: ProbeFailure['reason'], message: string): ProbeFailure =>
    new ProbeFailure(reason, message, { cause });
  if (localFaults.has(code)) return fail('checker_fault', `The checker itself failed, not the site (${code})`);
  if (isOwnFault(code, place.phase)) return fail('checker_fault', `The checker itself failed: ${cause.message}`);
  if (place.phase === 'dns') return dnsFailure(code, place.hostname, cause);
  const failure = connectFailure(code, place, cause);
  if (failure) return place.phase === 'connect' ? failure : fail(failure.reason, failure.message);
  if (place.phase === 'tls' || code.startsWith('ERR_SSL') || code === 'EPROTO') {
    const { reason, message } = describeTls(code, (cause as { reason?: unknown }).reason, place.phase, place.tls);
    return fail(reason, message);
  }
  return fail('network', `The connection to ${endpoint(place)} failed (${code})`);
}
