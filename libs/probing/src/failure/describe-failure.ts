import { isNativeError } from 'node:util/types';
import type { Phase } from '@wakeful/contracts';
import { ProbeFailure } from './probe-failure.js';

/** Where a probe is: what it does, with whom, and how far it got. */
export interface Place {
  phase: Phase;
  hostname: string;
  address: string | null;
  port: number;
  /** Bytes of the body that have come. */
  bodyBytes: number;
}

/** Errors of this machine (no file descriptor, no memory, no free port): they say nothing about the site. */
const localFaults = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EADDRNOTAVAIL', 'EAI_MEMORY']);
const resets = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

const networkErrors: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'its network cannot be reached',
  EHOSTDOWN: 'the host is down',
  ENETDOWN: 'the network is down',
  EACCES: 'a firewall of this machine does not let it through',
  EPERM: 'a firewall of this machine does not let it through',
};

const parseErrors: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The response headers are too large',
  HPE_INVALID_CHUNK_SIZE: 'The response body is badly chunked',
  HPE_INVALID_CONTENT_LENGTH: 'The response has an invalid content-length',
};

function endpoint({ address, hostname, port }: Place): string {
  const host = address ?? hostname;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const count = (number: number): string => number.toLocaleString('en-US');

function describeWait(place: Place): string {
  const host = place.address ?? place.hostname;
  switch (place.phase) {
    case 'dns':
      return `looking up ${place.hostname}`;
    case 'connect':
      return `connecting to ${endpoint(place)}`;
    case 'tls':
      return `waiting for the TLS handshake with ${endpoint(place)}`;
    case 'ttfb':
      return `waiting for the response headers from ${host}`;
    case 'transfer':
      return `reading the body from ${host}, of which ${count(place.bodyBytes)} bytes had come`;
  }
}

/** The sentence for a deadline that has passed. */
export function describeTimeout(timeoutMs: number, place: Place): string {
  return `No answer within ${count(timeoutMs)} ms: timed out while ${describeWait(place)}`;
}

function describeReset(place: Place): string {
  if (place.phase === 'connect') return `${endpoint(place)} reset the connection`;
  if (place.phase === 'tls') return `${endpoint(place)} closed the connection during the TLS handshake`;
  if (place.phase === 'ttfb') return `${endpoint(place)} closed the connection without an answer`;
  return `${endpoint(place)} closed the connection before the whole body had come (${count(place.bodyBytes)} bytes)`;
}

function describeDns(code: string, hostname: string): string {
  if (code === 'ENOTFOUND' || code === 'ENODATA') return `${hostname} does not exist (NXDOMAIN)`;
  if (code === 'EAI_AGAIN') return `${hostname} could not be looked up: the name server failed or did not answer`;
  return `${hostname} could not be looked up (${code || 'unknown error'})`;
}

function describeTls(error: Error, code: string): string {
  const why = (error as { reason?: unknown }).reason;
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'TLS: the server does not speak TLS on this port';
  }
  return `TLS: the handshake failed (${typeof why === 'string' ? why : code || error.message})`;
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** Errors that Node raises about its caller, and plain bugs, are ours: the network's errors have other codes. */
function isOwnFault(code: string, phase: Phase): boolean {
  return code === '' || (code.startsWith('ERR_') && !code.startsWith('ERR_SSL') && phase !== 'tls');
}

/** Turns whatever a resolver, a socket or the HTTP parser threw into a failure with a reason and a sentence. */
export function toProbeFailure(error: unknown, place: Place): ProbeFailure {
  if (error instanceof ProbeFailure) return error;
  // `instanceof` would miss errors of Node's core when this code runs in a realm of its own, as in a test runner.
  const cause = isNativeError(error) ? error : new Error(String(error));
  const code = codeOf(cause);
  const fail = (reason: ProbeFailure['reason'], message: string): ProbeFailure =>
    new ProbeFailure(reason, message, { cause });
  if (localFaults.has(code)) return fail('checker_fault', `The checker itself failed, not the site (${code})`);
  if (isOwnFault(code, place.phase)) return fail('checker_fault', `The checker itself failed: ${cause.message}`);
  if (place.phase === 'dns') return fail('dns', describeDns(code, place.hostname));
  if (code === 'ECONNREFUSED') return fail('refused', `${endpoint(place)} refused the connection`);
  if (resets.has(code)) return fail('reset', describeReset(place));
  // The kernel gave up before the deadline did.
  if (code === 'ETIMEDOUT') return fail('timeout', `Timed out while ${describeWait(place)}`);
  if (code in networkErrors) return fail('network', `${endpoint(place)} cannot be reached: ${networkErrors[code]}`);
  if (place.phase === 'tls' || code.startsWith('ERR_SSL') || code === 'EPROTO')
    return fail('tls', describeTls(cause, code));
  if (code.startsWith('HPE_')) return fail('network', parseErrors[code] ?? `The answer is not valid HTTP (${code})`);
  return fail('network', `The connection to ${endpoint(place)} failed (${code})`);
}
