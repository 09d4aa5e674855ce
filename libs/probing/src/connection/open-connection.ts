import type { Socket } from 'node:net';
import type { ProbeSpec } from '@wakeful/contracts';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { LookUpRequest } from '../look-up/name-look-up.js';
import { noteOddity } from '../note-oddity.js';
import type { ProbeRun } from '../probe-run.js';
import type { ProbeTarget } from '../probe-target.js';
import type { Address } from './address-order.js';
import { connectToFirst } from './connect-to-first.js';
import type { AddressFamily, FoundAddresses, ProbeNet } from './probe-net.js';
import { certificateFactsOf, judgeCertificate } from '../tls/tls-verdict.js';

const families: Readonly<Record<ProbeSpec['ipFamily'], AddressFamily>> = { auto: 0, ipv4: 4, ipv6: 6 };

async function lookUp(
  run: ProbeRun,
  target: ProbeTarget,
  family: AddressFamily,
  net: ProbeNet,
): Promise<FoundAddresses> {
  const { hostname, isAbsoluteName: isAbsolute } = target;
  const { place, facts } = run;
  const known = run.lookedUp.get(hostname);
  if (known && performance.now() < known.untilMs) return known.found;
  const patience = new AbortController();
  run.hold({ destroy: () => patience.abort() });
  run.enter('dns');
  place.isLookUpQueued = false;
  const found = await run.step<FoundAddresses>((resolve, reject) => {
    const request: LookUpRequest = {
      signal: patience.signal,
      isAbsolute,
      onWait: () => (place.isLookUpQueued = true),
      onBegin: () => (place.isLookUpQueued = false),
      onOddity: (sentence) => noteOddity(facts, sentence),
    };
    net.lookUp(hostname, family, request).then(resolve, reject);
  });
  run.leave();
  run.lookedUp.set(hostname, { found, untilMs: performance.now() + found.ttlSeconds * 1_000 });
  return found;
}

async function findAddresses(run: ProbeRun, target: ProbeTarget, spec: ProbeSpec, net: ProbeNet): Promise<Address[]> {
  const { hostname, literalFamily } = target;
  const wanted = families[spec.ipFamily];
  if (literalFamily !== 0) {
    if (wanted !== 0 && wanted !== literalFamily) {
      throw new ProbeFailure('dns', `${hostname} is not an IPv${wanted} address, which this monitor asks for`);
    }
    // The policy may refuse here, and then no connection has begun: the phase is entered after it.
    net.admit(hostname);
    return [{ address: hostname, family: literalFamily }];
  }
  const { allowed, refused } = await lookUp(run, target, wanted, net);
  run.witness?.resolved(allowed);
  for (const sentence of refused)
    noteOddity(run.facts, `The egress policy refuses an address of ${hostname}: ${sentence}`);
  if (allowed.length > 0) return allowed;
  throw new ProbeFailure('dns', `${hostname} has no ${wanted === 0 ? 'IP' : `IPv${wanted}`} address`);
}

async function shakeHands(
  run: ProbeRun,
  plain: Socket,
  target: ProbeTarget,
  verify: boolean,
  net: ProbeNet,
): Promise<Socket> {
  run.enter('tls');
  const socket = run.own(net.secure(plain, target.hostname, verify));
  await run.step<void>((resolve) => socket.once('secureConnect', resolve));
  run.leave();
  // Read once: Node gives the certificate of a socket to the first who asks, and undefined to everyone after.
  const certificate = socket.getPeerX509Certificate();
  run.witness?.shookHands(certificate);
  if (certificate) run.facts.certificate = certificateFactsOf(certificate);
  const protocol = socket.getProtocol();
  if (protocol) run.facts.tlsProtocol = protocol;
  const failure = verify ? judgeCertificate(socket, certificate, target.hostname) : null;
  if (failure) throw failure;
  return socket;
}

/**
 * Looks the host up, connects to the first of its addresses that takes the connection and, for https, shakes hands and
 * judges the certificate. The facts of what it met are noted also when it fails.
 */
export async function openConnection(
  run: ProbeRun,
  target: ProbeTarget,
  spec: ProbeSpec,
  net: ProbeNet,
): Promise<Socket> {
  const { place } = run;
  place.hostname = target.hostname;
  place.port = target.port;
  place.address = null;
  const addresses = await findAddresses(run, target, spec, net);
  const socket = await connectToFirst(run, addresses, target.port, net);
  return target.isTls ? shakeHands(run, socket, target, spec.tls.verify, net) : socket;
}
