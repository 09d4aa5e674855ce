import type { Socket } from 'node:net';
import type { ProbeSpec } from '@wakeful/contracts';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { LookUpRequest } from '../look-up/name-look-up.js';
import { noteOddity } from '../note-oddity.js';
import type { HttpRequest } from '../http/http-request.js';
import type { ProbeRun } from '../probe-run.js';
import type { ProbeTarget } from '../probe-target.js';
import type { Address } from './address-order.js';
import { connectToFirst } from './connect-to-first.js';
import type { AddressFamily, FoundAddresses, ProbeNet } from './probe-net.js';
import { shakeHands } from '../tls/shake-hands.js';

const families: Readonly<Record<ProbeSpec['ipFamily'], AddressFamily>> = { auto: 0, ipv4: 4, ipv6: 6 };

async function lookUp(
  run: ProbeRun,
  target: ProbeTarget,
  family: AddressFamily,
  resolvers: readonly string[],
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
      resolvers,
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
  const { allowed, refused } = await lookUp(run, target, wanted, spec.resolvers, net);
  run.witness?.resolved(allowed);
  for (const sentence of refused)
    noteOddity(run.facts, `The egress policy refuses an address of ${hostname}: ${sentence}`);
  if (allowed.length > 0) return allowed;
  throw new ProbeFailure('dns', `${hostname} has no ${wanted === 0 ? 'IP' : `IPv${wanted}`} address`);
}

/**
 * Looks the host up, connects to the first of its addresses that takes the connection and, for https, shakes hands and
 * judges the certificate. The facts of what it met are noted also when it fails.
 */
export async function openConnection(
  run: ProbeRun,
  request: HttpRequest,
  spec: ProbeSpec,
  net: ProbeNet,
): Promise<Socket> {
  const { place } = run;
  const { target } = request;
  place.hostname = target.hostname;
  place.port = target.port;
  place.address = null;
  const addresses = await findAddresses(run, target, spec, net);
  const socket = await connectToFirst(run, addresses, target.port, net);
  return target.isTls ? shakeHands(run, socket, request, spec, net) : socket;
}
