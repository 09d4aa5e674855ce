import { NO_SECRETS, type ProbeSecrets } from '@wakeful/contracts';
import { readLeniently } from '../body/read-leniently.js';
import type { ProbeNet } from '../connection/probe-net.js';
import { type AsideWay, askAside } from '../http/ask-aside.js';
import { buildRequest } from '../http/http-request.js';
import { readTarget } from '../probe-target.js';

/** How the site is reached that the token is for: by which family, name servers, private authorities (PEM) and proxy. */
export interface TokenWay extends AsideWay, Pick<ProbeSecrets, 'proxyUrl'> {
  ca: string | null;
}

export interface TokenAnswer {
  httpStatus: number;
  bodyText: string;
}

const bounds = { timeoutMs: 30_000, maxBodyBytes: 65_536 };

/**
 * Posts a form to a token server, which is reached as the site is.
 * @param credentials the value of `Authorization`
 * @throws ProbeFailure see {@link askAside}
 */
export async function askTokenServer(
  tokenUrl: string,
  form: URLSearchParams,
  credentials: string | null,
  way: TokenWay,
  net: ProbeNet,
): Promise<TokenAnswer> {
  const request = buildRequest(readTarget(tokenUrl), 'POST', {
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
  const { httpStatus, head, wire } = await askAside(request, way, bounds, net);
  return { httpStatus, bodyText: await readLeniently(wire, head, bounds.maxBodyBytes) };
}
