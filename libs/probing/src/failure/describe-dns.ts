import { ProbeFailure } from './probe-failure.js';

const noAnswer = 'no name server answered';

/** What a look-up may end with, by the codes of c-ares and of getaddrinfo, where the fault is the name server's. */
const serverFaults: Readonly<Record<string, string>> = {
  ESERVFAIL: 'the name server failed (SERVFAIL)',
  EREFUSED: 'the name server refuses to answer (REFUSED)',
  ENOTIMP: 'the name server does not know such questions (NOTIMP)',
  EFORMERR: 'the name server did not understand the question (FORMERR)',
  EBADRESP: 'the answer of the name server cannot be read',
  ETIMEOUT: noAnswer,
  ECONNREFUSED: 'no name server takes questions (connection refused)',
  EAI_AGAIN: 'the name server failed or did not answer',
  EAI_FAIL: 'the name server failed',
};

/**
 * The failure of a look-up. That a name does not exist or has no address is said by someone who knows; whatever else
 * keeps a name from being looked up is `likely` of the checker's own network or name servers.
 */
export function dnsFailure(code: string, hostname: string, cause: unknown): ProbeFailure {
  const fail = (sentence: string, ownNetwork: 'likely' | 'possible'): ProbeFailure =>
    new ProbeFailure('dns', sentence, { cause, ownNetwork });
  switch (code) {
    case 'ENOTFOUND':
      return fail(`${hostname} does not exist (NXDOMAIN)`, 'possible');
    case 'ENODATA':
      return fail(`${hostname} exists, but has no IP address (NODATA)`, 'possible');
    case 'EBADNAME':
      return new ProbeFailure('dns', `${hostname} is not a name that can be looked up`, { cause });
    default:
      return fail(`${hostname} could not be looked up: ${serverFaults[code] ?? (code || 'unknown error')}`, 'likely');
  }
}
