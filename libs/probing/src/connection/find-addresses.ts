import type { ProbeSpec } from '@wakeful/contracts';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { LookUpRequest } from '../look-up/name-look-up.js';
import { noteOddity } from '../note-oddity.js';
import type { ProbeRun } from '../probe-run.js';
import type { ProbeTarget } from '../probe-target.js';
import type { Address } from './address-order.js';
import type { AddressFamily, FoundAddresses, ProbeNet } from './probe-net.js';

const families: Readonly<Record<ProbeSpec['ipFamily'], AddressFamily>> = { auto: 0, ipv4: 4, ipv6: 6 };

/** Of which family addresses are wanted, and who is asked for them. */
type Reaching = Pick<ProbeSpec, 'ipFamily' | 'resolvers'>;

/** A host to connect to: the target's or a proxy's. */
export type Host = Pick<ProbeTarget, 'hostname' | 'isAbsoluteName' | 'literalFamily' | 'port'>;

async function lookUp(
  run: ProbeRun,
  { hostname, isAbsoluteName: isAbsolute }: Host,
  { ipFamily, resolvers }: Reaching,
  net: ProbeNet,
): Promise<FoundAddresses> {
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
    net.lookUp(hostname, families[ipFamily], request).then(resolve, reject);
  });
  run.leave();
  run.lookedUp.set(hostname, { found, untilMs: performance.now() + found.ttlSeconds * 1_000 });
  return found;
}

/**
 * The addresses of a host that the egress policy allows, in the order in which to try them; never empty. Refused ones are noted.
 */
export async function findAddresses(run: ProbeRun, host: Host, spec: Reaching, net: ProbeNet): Promise<Address[]> {
  const { hostname, literalFamily } = host;
  const wanted = families[spec.ipFamily];
  if (literalFamily !== 0) {
    if (wanted !== 0 && wanted !== literalFamily) {
      throw new ProbeFailure('dns', `${hostname} is not an IPv${wanted} address, which this monitor asks for`);
    }
    // The policy may refuse here, and then no connection has begun: the phase is entered after it.
    net.admit(hostname);
    return [{ address: hostname, family: literalFamily }];
  }
  const { allowed, refused } = await lookUp(run, host, spec, net);
  run.witness?.resolved(allowed);
  for (const sentence of refused) {
    noteOddity(run.facts, `The egress policy refuses an address of ${hostname}: ${sentence}`);
  }
  if (allowed.length > 0) return allowed;
  throw new ProbeFailure('dns', `${hostname} has no ${wanted === 0 ? 'IP' : `IPv${wanted}`} address`);
}
