import type { ProbeSpec } from '@wakeful/contracts';
import { httpProbe, type ProbeNet } from '@wakeful/probing';
import type { ReachedHost } from './reached-hosts.js';

/** Long enough for one lost packet (a SYN is sent again after a second), short enough to hold a verdict up. */
export const WITNESS_TIMEOUT_MS = 3_000;

/** The part of a connection that failed, and so the part that a witness is asked to try. */
export type Suspicion = 'lookup' | 'connection';

export interface Testimony {
  host: ReachedHost;
  isReached: boolean;
}

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

/** Looks a host's name up again, or connects to its address again and closes the connection. Never rejects. */
export async function askWitness(host: ReachedHost, suspicion: Suspicion, net: ProbeNet): Promise<Testimony> {
  const isReached = await answersInTime(async (signal) => {
    if (suspicion === 'lookup') await net.lookUp(host.hostname, 0);
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
    tlsVerify: false,
    ipFamily: 'auto',
    sealedSecrets: null,
  };
  const { httpStatus } = await httpProbe(spec, null, new AbortController().signal, net);
  return httpStatus !== null;
}
