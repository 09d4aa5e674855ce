import type { ProbeSpec } from '@wakeful/contracts';
import { openConnection } from '../connection/open-connection.js';
import type { ProbeNet } from '../connection/probe-net.js';
import { toProbeFailure } from '../failure/describe-failure.js';
import { ProbeRun } from '../probe-run.js';
import { proxyRefusalIn } from '../proxy/http-tunnel.js';
import { HttpExchange } from './http-exchange.js';
import type { HttpRequest } from './http-request.js';
import type { ResponseHead } from './response-head.js';

/** What came back; the head is null when only its status could be read. */
export interface AsideAnswer {
  httpStatus: number;
  head: ResponseHead | null;
  /** The body without its transfer coding, as far as it came. */
  wire: Buffer;
}

export interface AsideBounds {
  timeoutMs: number;
  maxBodyBytes: number;
}

/** By which family and at which name servers the host is looked up; the request says through which proxy. */
export type AsideWay = Pick<ProbeSpec, 'ipFamily' | 'resolvers'>;

const neverAborted = new AbortController().signal;

/**
 * Sends a request that a check needs next to its own, such as for a token, over a connection as checks make them: judged by the
 * egress policy, through the monitor's proxy, with TLS verified. Several checks may wait for one answer, so no single
 * check's deadline ends it. Redirects are not followed. An answer whose status is known stands, whatever became of its body.
 * @throws ProbeFailure a sentence that holds no secret
 */
export async function askAside(
  request: HttpRequest,
  { ipFamily, resolvers }: AsideWay,
  { timeoutMs, maxBodyBytes }: AsideBounds,
  net: ProbeNet,
): Promise<AsideAnswer> {
  const tls = { verify: true, minVersion: null, serverName: null };
  const way = { url: request.target.url, timeoutMs, ipFamily, resolvers, tls };
  const run = new ProbeRun(timeoutMs, neverAborted);
  const exchange = new HttpExchange(run, request, () => ({ maxBytes: maxBodyBytes, keep: true }));
  try {
    await exchange.perform(await openConnection(run, request, way, net, exchange.onBytes));
  } catch (error) {
    if (exchange.httpStatus === null) throw toProbeFailure(error, run.place);
  } finally {
    run.close();
  }
  const refusal = exchange.head && proxyRefusalIn(exchange.head, request);
  if (refusal) throw refusal;
  return { httpStatus: exchange.httpStatus ?? 0, head: exchange.head, wire: Buffer.concat(exchange.kept) };
}
