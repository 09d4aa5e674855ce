import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ProbeSpec } from '@wakeful/contracts';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { AddressFamily, ProbeNet } from './probe-net.js';
import type { ProbeRun } from '../probe-run.js';
import type { ProbeTarget } from '../probe-target.js';
import { certificateFactsOf, judgeCertificate } from './tls-verdict.js';

interface Address {
  address: string;
  family: 4 | 6;
}

const families: Readonly<Record<ProbeSpec['ipFamily'], AddressFamily>> = { auto: 0, ipv4: 4, ipv6: 6 };

async function findAddress(run: ProbeRun, target: ProbeTarget, wanted: AddressFamily, net: ProbeNet): Promise<Address> {
  const { hostname, literalFamily } = target;
  if (literalFamily !== 0) {
    if (wanted === 0 || wanted === literalFamily) return { address: hostname, family: literalFamily };
    throw new ProbeFailure('dns', `${hostname} is not an IPv${wanted} address, which this monitor asks for`);
  }
  run.enter('dns');
  const found = await run.step<{ address: string; family: number }[]>((resolve, reject) => {
    // Nothing can cancel a look-up: after the deadline its answer is not waited for any more.
    net.lookUp(hostname, wanted).then(resolve, reject);
  });
  run.leave();
  run.witness?.resolved(found);
  const first = found[0];
  if (!first) throw new ProbeFailure('dns', `${hostname} has no ${wanted === 0 ? 'IP' : `IPv${wanted}`} address`);
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

async function shakeHands(run: ProbeRun, socket: TLSSocket, target: ProbeTarget, verify: boolean): Promise<void> {
  run.enter('tls');
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
}

/**
 * Looks the host up, connects to the first address that comes back and, for https, shakes hands and judges the
 * certificate. The facts of what it met are noted also when it fails.
 */
export async function openConnection(
  run: ProbeRun,
  target: ProbeTarget,
  spec: ProbeSpec,
  net: ProbeNet,
): Promise<Socket> {
  const { place, facts } = run;
  place.hostname = target.hostname;
  place.port = target.port;
  place.address = null;
  const { address, family } = await findAddress(run, target, families[spec.ipFamily], net);
  place.address = facts.address = address;
  facts.ipFamily = family;
  // The policy may refuse here, and then no connection has begun: the phase is entered after it.
  if (!target.isTls) {
    const socket = run.own(net.connect(address, target.port));
    run.enter('connect');
    await run.step<void>((resolve) => socket.once('connect', resolve));
    run.leave();
    return socket;
  }
  const socket = run.own(net.connectTls(address, target.port, target.hostname, spec.tlsVerify));
  run.enter('connect');
  await run.step<void>((resolve) => socket.once('connect', resolve));
  run.leave();
  await shakeHands(run, socket, target, spec.tlsVerify);
  return socket;
}
