import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { endpointOf } from '../failure/describe-place.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { HttpRequest } from '../http/http-request.js';
import type { ResponseHead } from '../http/response-head.js';
import { isForwarded } from '../http/write-request.js';
import type { ProbeRun } from '../probe-run.js';
import type { ProbeTarget } from '../probe-target.js';
import { converse } from './negotiation.js';
import { type ProxyAddress, proxyAuthorization } from './proxy-address.js';

/** 407 is what the standard says; tinyproxy answers 401 to credentials that are wrong. */
const refusedCredentials = new Set([401, 407]);
/** Said by a proxy of the site that it could not reach, not of itself. */
const unreachableStatuses = new Set([500, 502, 503, 504]);

const headLength = (received: Buffer): number | null => {
  const end = received.indexOf('\r\n\r\n');
  return end < 0 ? null : end + 4;
};

/** The failure that a proxy's refusal is, of the proxy or, when it could not reach the site, of the site. */
function proxyRefusal(status: number, { label }: ProxyAddress, target: string): ProbeFailure {
  const answered = `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  if (refusedCredentials.has(status)) {
    return new ProbeFailure(
      'checker_fault',
      `The proxy ${label} wants other credentials than this monitor has (${answered})`,
    );
  }
  if (unreachableStatuses.has(status)) {
    return new ProbeFailure('network', `The proxy ${label} could not reach ${target}: it answered ${answered}`);
  }
  return new ProbeFailure(
    'checker_fault',
    `The proxy ${label} does not let this monitor through to ${target}: it answered ${answered}`,
  );
}

/**
 * Whether an answer to a request that a proxy forwards is the proxy's own. It says so of missing credentials (RFC 9110, section
 * 11.7.1). tinyproxy answers wrong ones, and sites that it does not reach, as if it were the site; but then it names itself, and does
 * not add the `Via` of what it forwards.
 */
const isOfProxy = (head: ResponseHead): boolean =>
  head.httpStatus === 407 ||
  head.values('proxy-authenticate').length > 0 ||
  (/^tinyproxy\b/i.test(head.value('server') ?? '') && head.value('via') === null);

/** The refusal that an answer is when it is the word of a proxy, not of the site for which the proxy was asked. */
export function proxyRefusalIn(head: ResponseHead, request: HttpRequest): ProbeFailure | null {
  const { proxy, target } = request;
  return proxy && isForwarded(request) && isOfProxy(head) ? proxyRefusal(head.httpStatus, proxy, target.origin) : null;
}

/** Opens a tunnel with CONNECT (RFC 9110, section 9.3.6). */
export async function openHttpTunnel(
  run: ProbeRun,
  socket: Socket,
  proxy: ProxyAddress,
  target: ProbeTarget,
): Promise<void> {
  const authority = endpointOf(target.hostname, target.port);
  const credentials = proxyAuthorization(proxy);
  const authorization = credentials === null ? '' : `Proxy-Authorization: ${credentials}\r\n`;
  const request = `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`;
  const head = (await converse(run, socket, request, headLength)).toString('latin1');
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |\r)/.exec(head)?.[1] ?? NaN);
  if (Number.isNaN(status)) {
    throw new ProbeFailure('checker_fault', `The proxy ${proxy.label} does not speak HTTP`);
  }
  if (status < 200 || status > 299) throw proxyRefusal(status, proxy, authority);
}
