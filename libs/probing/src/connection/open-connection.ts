import type { Socket } from 'node:net';
import type { ProbeSpec } from '@wakeful/contracts';
import type { HttpRequest } from '../http/http-request.js';
import type { ProbeRun } from '../probe-run.js';
import { connectThroughProxy } from '../proxy/connect-through-proxy.js';
import { shakeHands } from '../tls/shake-hands.js';
import { connectToFirst } from './connect-to-first.js';
import { findAddresses } from './find-addresses.js';
import type { ProbeNet } from './probe-net.js';

/**
 * Looks the host up, connects to the first of its addresses that takes the connection (or has a proxy do both) and, for
 * https, shakes hands and judges the certificate. The facts of what it met are noted also when it fails.
 */
export async function openConnection(
  run: ProbeRun,
  request: HttpRequest,
  spec: ProbeSpec,
  net: ProbeNet,
): Promise<Socket> {
  const { place } = run;
  const { target, proxy } = request;
  place.hostname = target.hostname;
  place.port = target.port;
  place.address = null;
  const socket = proxy
    ? await connectThroughProxy(run, proxy, target, spec, net)
    : await connectToFirst(run, await findAddresses(run, target, spec, net), target.port, net);
  return target.isTls ? shakeHands(run, socket, request, spec, net) : socket;
}
