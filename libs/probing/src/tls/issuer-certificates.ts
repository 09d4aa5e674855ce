import { X509Certificate } from 'node:crypto';
import { BoundedCache } from '@wakeful/domain';
import { type IncompleteChain, issuerUrlOf } from './incomplete-chain.js';

/** How the certificates of authorities are fetched. */
export interface IssuerFetch {
  /** By which family, name servers and proxy: what was got in one way does not stand for another. */
  way: string;
  /** The bytes at a URL; rejects, or null, when there are none. */
  fetch(url: string): Promise<Buffer | null>;
}

interface Fetched {
  certificate: Promise<X509Certificate | null>;
  /** When it had come; Infinity while it is on its way. */
  sinceMs: number;
  keepMs: number;
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

function hasSigned(issuer: X509Certificate, child: X509Certificate): boolean {
  try {
    return child.checkIssued(issuer) && child.verify(issuer.publicKey);
  } catch {
    // A key of another kind than the signature's.
    return false;
  }
}

/**
 * Certificates of authorities that servers leave out, by the URL from which they come and the way they come. Those who want
 * the same one wait for one answer. It is kept for a day once it is seen to have signed a certificate that asks for it, and
 * otherwise, as that there is none, for a minute: what comes by plain HTTP may be forged, and so may a certificate that asks.
 */
export class IssuerCertificates {
  readonly #known = new BoundedCache<Fetched>(MAX_CACHED);

  /**
   * The certificates (PEM) that are missing between a chain and whom is trusted, from below; what cannot be fetched or
   * did not sign what is below it ends them. Never one that signed itself: no one is to be trusted for having been fetched.
   */
  async complete({ chain, anchors }: IncompleteChain, from: IssuerFetch): Promise<string[]> {
    const missing: string[] = [];
    let top = chain.at(-1);
    while (top && !anchors.has(top.issuer) && missing.length < MAX_MISSING) {
      const url = issuerUrlOf(top);
      const issuer: X509Certificate | null = url === null ? null : await this.#issuerOf(top, url, from);
      if (!issuer || issuer.checkIssued(issuer)) break;
      missing.push(issuer.toString());
      top = issuer;
    }
    return missing;
  }

  async #issuerOf(child: X509Certificate, url: string, from: IssuerFetch): Promise<X509Certificate | null> {
    const known = this.#fetched(url, from);
    const { certificate } = known;
    const issuer = await certificate;
    if (!issuer || !hasSigned(issuer, child)) return null;
    if (known.certificate === certificate) known.keepMs = KEEP_MS;
    return issuer;
  }

  #fetched(url: string, { way, fetch }: IssuerFetch): Fetched {
    const known = this.#known.getOrMake(`${url} ${way}`, () => ({
      certificate: Promise.resolve(null),
      sinceMs: -Infinity,
      keepMs: 0,
    }));
    if (performance.now() < known.sinceMs + known.keepMs) return known;
    known.sinceMs = Infinity;
    known.keepMs = KEEP_FAILURE_MS;
    known.certificate = fetch(url)
      .catch(() => null)
      .then((bytes) => {
        known.sinceMs = performance.now();
        return read(bytes);
      });
    return known;
  }
}
