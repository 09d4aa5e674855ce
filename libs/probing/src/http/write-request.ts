import type { Socket } from 'node:net';
import { ProbeFailure } from '../failure/probe-failure.js';
import { proxyAuthorization } from '../proxy/proxy-address.js';
import type { HttpRequest } from './http-request.js';

/** RFC 9110 section 5.5: what may stand in a field line, as bytes. A line end in it would begin another header. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The request line and header lines (RFC 9112) as one text of Latin-1. */
export function formatHead({
  method,
  requestTarget,
  headers,
}: Pick<HttpRequest, 'method' | 'requestTarget' | 'headers'>): string {
  let head = `${method} ${requestTarget} HTTP/1.1\r\n`;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const line = `${headers[at]}: ${headers[at + 1]}`;
    if (!sendable.test(line)) {
      throw new ProbeFailure(
        'checker_fault',
        `The header ${JSON.stringify(headers[at])} of the monitor cannot be sent`,
      );
    }
    head += `${line}\r\n`;
  }
  return `${head}\r\n`;
}

/** Whether an http proxy is to fetch the request itself, not to open a tunnel for it. */
export const isForwarded = ({ proxy, requestTarget, target }: HttpRequest): boolean =>
  proxy !== null && requestTarget !== target.path;

/** Sends a request with one write, so that it leaves in one packet when it fits. */
export function writeRequest(socket: Socket, request: HttpRequest): void {
  const { proxy, body } = request;
  const credentials = proxy && isForwarded(request) ? proxyAuthorization(proxy) : null;
  const head = formatHead(
    credentials === null ? request : { ...request, headers: [...request.headers, 'proxy-authorization', credentials] },
  );
  if (body && body.length > 0) socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  else socket.write(head, 'latin1');
}
