import { randomBytes } from 'node:crypto';
import type { ProbeSpec } from '@wakeful/contracts';
import { httpProbe, type LookUpRequest, type ProbeNet } from '@wakeful/probing';
import type { ReachedHost } from './reached-hosts.js';

/** Long enough for one lost packet (a SYN is sent again after a second), short enough to hold a verdict up. */
const WITNESS_TIMEOUT_MS = 3_000;

/**
 * What failed, and therefore what a witness retries: a look-up without an answer, a name that is reported not to exist or
 * to have no address, or a connection.
 */
export type Suspicion = 'lookup' | 'absence' | 'connection';

export interface Testimony {
  host: ReachedHost;
  isReached: boolean;
}

const isAnswerOfNone = (error: unknown): boolean =>
  ['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '');

async function answersInTime(attempt: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const patience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      patience.abort();
      reject(new Error('no answer in time'));
    }, WITNESS_TIMEOUT_MS);
  });
  try {
    await Promise.race([attempt(patience.signal), tooLate]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Looks up a random name below the host's: a name server that lost its own uplink still has the
 * host's name in its cache. That there is no such name is as good an answer as an address.
 */
async function lookUpBelow(hostname: string, net: ProbeNet, request: LookUpRequest): Promise<void> {
  try {
    await net.lookUp(`wakeful-${randomBytes(6).toString('hex')}.${hostname}`, 0, request);
  } catch (error) {
    if (!isAnswerOfNone(error)) throw error;
  }
}

/** Tries a host again: a look-up of its name or in its zone, or a connection to its address, which is closed at once. Never rejects. */
export async function askWitness(host: ReachedHost, suspicion: Suspicion, net: ProbeNet): Promise<Testimony> {
  const isReached = await answersInTime(async (signal) => {
    const request = { signal, ...(host.resolvers !== '' && { resolvers: host.resolvers.split(' ') }) };
    if (suspicion === 'lookup') await lookUpBelow(host.hostname, net, request);
    else if (suspicion === 'absence') await net.lookUp(host.hostname, 0, request);
    else (await net.dial(host.address, host.port, signal)).destroy();
  });
  return { host, isReached };
}

/** Whether a canary answers at all; what it answers does not matter. */
export async function askCanary(url: string, net: ProbeNet): Promise<boolean> {
  const spec: ProbeSpec = {
    url,
    method: 'GET',
    timeoutMs: WITNESS_TIMEOUT_MS,
    expectedStatus: ['100-999'],
    followRedirects: false,
    maxRedirects: 0,
    maxBodyBytes: 65_536,
    assertions: [],
    degradedThresholdMs: null,
    tls: { verify: false, minVersion: null, serverName: null },
    resolvers: [],
    ipFamily: 'auto',
    sealedSecrets: null,
  };
  const { httpStatus } = await httpProbe(spec, null, new AbortController().signal, net);
  return httpStatus !== null;
}
