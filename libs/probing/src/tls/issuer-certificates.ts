import { X509Certificate } from 'node:crypto';
import { BoundedCache } from '@wakeful/domain';
import { type IncompleteChain, issuerUrlOf } from './incomplete-chain.js';

/** The bytes at a URL; rejects, or null, when there are none. */
export type FetchBytes = (url: string) => Promise<Buffer | null>;

interface Fetched {
  certificate: Promise<X509Certificate | null>;
  untilMs: number;
}

const MAX_CACHED = 1_000;
/** Between the server's certificate and the one of a trusted authority; real chains lack one. */
const MAX_MISSING = 3;
const KEEP_MS = 86_400_000;
const KEEP_FAILURE_MS = 60_000;

function read(bytes: Buffer | null): X509Certificate | null {
  try {
    return bytes && new X509Certificate(bytes);
  } catch {
    // A bundle of several (PKCS #7), or no certificate at all.
    return null;
  }
}

/**
 * Certificates of authorities that servers leave out, by the URL from which they come. Those who want the same one wait for
 * one answer, which is kept for a day; that there is none is kept for a minute.
 */
export class IssuerCertificates {
  readonly #known = new BoundedCache<Fetched>(MAX_CACHED);

  /**
   * The certificates (PEM) that are missing between a chain and whom is trusted, from below; what cannot be fetched or
   * did not sign what is below it ends them. Never one that signed itself: nobody is to be trusted for having been fetched.
   */
  async complete({ chain, anchors }: IncompleteChain, fetch: FetchBytes): Promise<string[]> {
    const missing: string[] = [];
    let top = chain.at(-1);
    while (top && !anchors.has(top.issuer) && missing.length < MAX_MISSING) {
      const url = issuerUrlOf(top);
      const issuer: X509Certificate | null = url === null ? null : await this.#get(url, fetch);
      if (!issuer || !top.checkIssued(issuer) || issuer.checkIssued(issuer)) break;
      missing.push(issuer.toString());
      top = issuer;
    }
    return missing;
  }

  #get(url: string, fetch: FetchBytes): Promise<X509Certificate | null> {
    const known = this.#known.getOrMake(url, () => ({ certificate: Promise.resolve(null), untilMs: -Infinity }));
    if (performance.now() < known.untilMs) return known.certificate;
    known.untilMs = Infinity;
    known.certificate = fetch(url)
      .catch(() => null)
      .then((bytes) => {
        const certificate = read(bytes);
        known.untilMs = performance.now() + (certificate ? KEEP_MS : KEEP_FAILURE_MS);
        return certificate;
      });
    return known.certificate;
  }
}
