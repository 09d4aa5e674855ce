import type { Socket } from 'node:net';
import { connectToFirst } from '../connection/connect-to-first.js';
import { findAddresses } from '../connection/find-addresses.js';
import type { Way } from '../connection/open-connection.js';
import type { ProbeNet } from '../connection/probe-net.js';
import { toProbeFailure } from '../failure/describe-failure.js';
import { endpointOf } from '../failure/describe-place.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { ProbeRun } from '../probe-run.js';
import type { ProbeTarget } from '../probe-target.js';
import { chainOf } from '../tls/certificate-chain.js';
import { publicTls } from '../tls/tls-settings.js';
import { judgeCertificate } from '../tls/tls-verdict.js';
import { openHttpTunnel } from './http-tunnel.js';
import type { ProxyAddress } from './proxy-address.js';
import { openSocksTunnel } from './socks-tunnel.js';

/** The proxy itself is looked up and connected to as any host is, and its certificate is verified. */
async function reachProxy(run: ProbeRun, proxy: ProxyAddress, spec: Way, net: ProbeNet): Promise<Socket> {
  const addresses = await findAddresses(run, { ...proxy, isAbsoluteName: false }, spec, net);
  const plain = await connectToFirst(run, addresses, proxy.port, net);
  if (proxy.scheme !== 'https') return plain;
  run.enter('connect');
  const socket = run.own(net.secure(plain, proxy.hostname, net.trust(publicTls)));
  await run.step<void>((resolve) => socket.once('secureConnect', resolve));
  run.leave();
  const failure = judgeCertificate(socket, chainOf(socket.getPeerX509Certificate()), proxy.hostname);
  if (failure) throw failure;
  return socket;
}

/**
 * What is never handed to a proxy: an address that this checker may not connect to itself, and this machine by name. Other
 * names are the proxy's to look up, and its own rules say where they may lead.
 */
function admitTarget({ hostname, literalFamily }: ProbeTarget, net: ProbeNet): void {
  if (literalFamily !== 0) net.admit(hostname);
  else if (hostname === 'localhost' || hostname.endsWith('.localhost')) net.admit('127.0.0.1');
}

/** A proxy that cannot be used is a fault of the monitor's own side, and says nothing about the site. */
function proxyFault(run: ProbeRun, { label }: ProxyAddress, error: unknown): ProbeFailure {
  const failure = toProbeFailure(error, run.place);
  if (failure.reason === 'blocked' || failure.reason === 'checker_fault') return failure;
  const { cause, ownNetwork, message } = failure;
  return new ProbeFailure('checker_fault', `The proxy ${label} cannot be used: ${message}`, { cause, ownNetwork });
}

/** Once the proxy was asked, the time that passes is that of the site's connection. */
function tunnelFault(run: ProbeRun, proxy: ProxyAddress, target: ProbeTarget, spec: Way, error: unknown): ProbeFailure {
  const failure = toProbeFailure(error, run.place);
  if (failure.reason === 'timeout') {
    const waited = `${spec.timeoutMs.toLocaleString('en-US')} ms`;
    const authority = endpointOf(target.hostname, target.port);
    return new ProbeFailure('timeout', `The proxy ${proxy.label} did not connect to ${authority} within ${waited}`);
  }
  return failure.cause === undefined ? failure : proxyFault(run, proxy, error);
}

/**
 * A connection to the target that a proxy makes; over http to an http proxy the connection to the proxy itself, as the
 * request then names the target. All of it is the phase `connect`. The facts tell no address: the target's is the proxy's
 * to know.
 */
export async function connectThroughProxy(
  run: ProbeRun,
  proxy: ProxyAddress,
  target: ProbeTarget,
  spec: Way,
  net: ProbeNet,
): Promise<Socket> {
  const { place, facts } = run;
  admitTarget(target, net);
  place.hostname = proxy.hostname;
  place.port = proxy.port;
  let socket: Socket;
  try {
    socket = await reachProxy(run, proxy, spec, net);
  } catch (error) {
    throw proxyFault(run, proxy, error);
  }
  try {
    if (proxy.scheme === 'socks5' || target.isTls) {
      run.enter('connect');
      await (proxy.scheme === 'socks5' ? openSocksTunnel : openHttpTunnel)(run, socket, proxy, target);
      run.leave();
    }
  } catch (error) {
    throw tunnelFault(run, proxy, target, spec, error);
  } finally {
    delete facts.address;
    delete facts.ipFamily;
    place.hostname = target.hostname;
    place.port = target.port;
    place.address = null;
  }
  return socket;
}
