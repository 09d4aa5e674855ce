import type { X509Certificate } from 'node:crypto';
import type { CertificateFacts } from '@wakeful/contracts';
import { certificateFactsOf } from './certificate-facts.js';

const MAX_CHAIN_LENGTH = 10;

/** The certificates as the server sent them, as far as each one was issued by the next, from its own up. */
export function chainOf(certificate: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = certificate; next && chain.length < MAX_CHAIN_LENGTH; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break;
    chain.push(next);
  }
  return chain;
}

/**
 * Of the certificates that visitors depend on, the one that expires first: the server's own and the intermediates up to
 * the one that a trusted authority issued. What is sent beyond that (the cross-signed root of an old authority)
 * concerns no one, and a root's end is a matter of trust stores.
 */
export function soonestToExpire(
  chain: readonly X509Certificate[],
  anchors: ReadonlySet<string>,
  host: string,
): CertificateFacts | null {
  let soonest: X509Certificate | undefined;
  for (const [depth, certificate] of chain.entries()) {
    if (depth > 0 && certificate.subject === certificate.issuer) break;
    if (!soonest || certificate.validToDate < soonest.validToDate) soonest = certificate;
    if (anchors.has(certificate.issuer)) break;
  }
  if (!soonest) return null;
  return { ...certificateFactsOf(soonest), role: soonest === chain[0] ? 'server' : 'intermediate', host };
}
