import type { Socket } from 'node:net';
import type { ProbeSpec } from '@wakeful/contracts';
import type { HttpRequest } from '../http/http-request.js';
import type { ProbeRun } from '../probe-run.js';
import { connectThroughProxy } from '../proxy/connect-through-proxy.js';
import { shakeHands } from '../tls/shake-hands.js';
import { connectToFirst } from './connect-to-first.js';
import { findAddresses } from './find-addresses.js';
import type { OnBytes, ProbeNet } from './probe-net.js';

/** What of a monitor says how its hosts are reached. */
export type Way = Pick<ProbeSpec, 'url' | 'timeoutMs' | 'ipFamily' | 'resolvers' | 'tls'>;

/**
 * Looks the host up, connects to the first of its addresses that takes the connection (or has a proxy do both) and, for
 * https, shakes hands and judges the certificate. The facts of what it met are noted also when it fails.
 * @param onBytes takes what comes, unless the socket tells it by `data`
 * @param intermediates certificates (PEM) that the server may have left out
 */
export async function openConnection(
  run: ProbeRun,
  request: HttpRequest,
  spec: Way,
  net: ProbeNet,
  onBytes: OnBytes,
  intermediates: readonly string[] = [],
): Promise<Socket> {
  const { place } = run;
  const { target, proxy } = request;
  place.hostname = target.hostname;
  place.port = target.port;
  place.address = null;
  if (proxy) {
    const socket = await connectThroughProxy(run, proxy, target, spec, net);
    return target.isTls ? shakeHands(run, socket, request, spec, net, intermediates) : socket;
  }
  const addresses = await findAddresses(run, target, spec, net);
  if (!target.isTls) return connectToFirst(run, addresses, target.port, net, onBytes);
  return shakeHands(run, await connectToFirst(run, addresses, target.port, net), request, spec, net, intermediates);
}
