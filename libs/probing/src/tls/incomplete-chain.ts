import type { X509Certificate } from 'node:crypto';
import { ProbeFailure } from '../failure/probe-failure.js';

const noIssuer = /^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)$/;

/** The server left out the certificate of an authority, and its own chain says where that can be fetched. */
export class IncompleteChain extends ProbeFailure {
  constructor(
    message: string,
    readonly chain: readonly X509Certificate[],
    /** The subjects of whom is trusted. */
    readonly anchors: ReadonlySet<string>,
  ) {
    super('tls', message);
  }
}

/** Where the issuer's certificate can be fetched by http (RFC 5280, section 4.2.2.1); null when nothing says so. */
export const issuerUrlOf = (certificate: X509Certificate | undefined): string | null =>
  /^CA Issuers - URI:(http:\/\/\S+)$/im.exec(certificate?.infoAccess ?? '')?.[1] ?? null;

/** @param code OpenSSL's, of a handshake that failed */
export const isIncomplete = (code: string, chain: readonly X509Certificate[]): boolean =>
  noIssuer.test(code) && issuerUrlOf(chain.at(-1)) !== null;
