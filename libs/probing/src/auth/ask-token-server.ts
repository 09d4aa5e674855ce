import { NO_SECRETS, type ProbeSecrets, type ProbeSpec } from '@wakeful/contracts';
import { readLeniently } from '../body/read-leniently.js';
import { openConnection, type Way } from '../connection/open-connection.js';
import type { ProbeNet } from '../connection/probe-net.js';
import { toProbeFailure } from '../failure/describe-failure.js';
import { HttpExchange } from '../http/http-exchange.js';
import { buildRequest, type HttpRequest } from '../http/http-request.js';
import { ProbeRun } from '../probe-run.js';
import { readTarget } from '../probe-target.js';
import { proxyRefusalIn } from '../proxy/http-tunnel.js';

/** How the site is reached that the token is for: by which family, name servers, private authorities (PEM) and proxy. */
export interface TokenWay extends Pick<ProbeSpec, 'ipFamily' | 'resolvers'>, Pick<ProbeSecrets, 'proxyUrl'> {
  ca: string | null;
}

export interface TokenAnswer {
  httpStatus: number;
  bodyText: string;
}

/** A token server's time: several checks may wait for one answer, so no single check's deadline ends it. */
const FETCH_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 65_536;
const neverAborted = new AbortController().signal;

function tokenRequest(tokenUrl: string, form: URLSearchParams, credentials: string | null, way: TokenWay): HttpRequest {
  return buildRequest(readTarget(tokenUrl), 'POST', {
    ...NO_SECRETS,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(credentials !== null && { authorization: credentials }),
    },
    body: form.toString(),
    tls: { ...NO_SECRETS.tls, ca: way.ca },
    proxyUrl: way.proxyUrl,
  });
}

/**
 * Posts a form to a token server, over a connection as a check makes it: judged by the egress policy, through the monitor's
 * proxy, with names looked up at its name servers and TLS verified. Redirects are not followed (RFC 9700, section 4.12).
 * An answer whose status is known stands, whatever became of its body.
 * @param credentials the value of `Authorization`
 * @throws ProbeFailure a sentence that holds no secret
 */
export async function askTokenServer(
  tokenUrl: string,
  form: URLSearchParams,
  credentials: string | null,
  way: TokenWay,
  net: ProbeNet,
): Promise<TokenAnswer> {
  const { ipFamily, resolvers } = way;
  const spec: Way = {
    ...{ url: tokenUrl, timeoutMs: FETCH_TIMEOUT_MS, ipFamily, resolvers },
    tls: { verify: true, minVersion: null, serverName: null },
  };
  const run = new ProbeRun(FETCH_TIMEOUT_MS, neverAborted);
  const request = tokenRequest(tokenUrl, form, credentials, way);
  const exchange = new HttpExchange(run, request, () => ({ maxBytes: MAX_ANSWER_BYTES, keep: true }));
  try {
    await exchange.perform(await openConnection(run, request, spec, net, exchange.onBytes));
  } catch (error) {
    if (exchange.httpStatus === null) throw toProbeFailure(error, run.place);
  } finally {
    run.close();
  }
  const refusal = exchange.head && proxyRefusalIn(exchange.head, request);
  if (refusal) throw refusal;
  return {
    httpStatus: exchange.httpStatus ?? 0,
    bodyText: await readLeniently(Buffer.concat(exchange.kept), exchange.head, MAX_ANSWER_BYTES),
  };
}
