import { createHash, X509Certificate } from 'node:crypto';
import { createSecureContext, DEFAULT_CIPHERS, getCACertificates, type SecureContext } from 'node:tls';
import { BoundedCache } from '@wakeful/domain';
import { readCertificates } from './pem.js';
import type { TlsSettings } from './tls-settings.js';

/** Contexts with a private authority or a client certificate that are kept; making one costs as much as some handshakes. */
const CACHED_STORES = 64;

/**
 * Chromium takes keys of 1,024 bits from an authority that the machine trusts; OpenSSL does at its security level 1, and
 * takes SHA-1 below it, as TLS 1.0 and 1.1 need it. Certificates are not signed with SHA-1 at either level, see tls-verdict.
 */
const ciphersFor = ({ minVersion }: TlsSettings): string =>
  `${DEFAULT_CIPHERS}:@SECLEVEL=${minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? 0 : 1}`;

/** What handshakes of one setting share, and whom they trust. */
export class TrustStore {
  #anchors: ReadonlySet<string> | undefined;

  constructor(
    readonly context: SecureContext,
    private readonly trusted: () => readonly string[],
  ) {}

  /** The subjects of the trusted certificates: where one of them is the issuer, the chain ends. */
  get anchors(): ReadonlySet<string> {
    return (this.#anchors ??= new Set(this.trusted().map((pem) => new X509Certificate(pem).subject)));
  }
}

/** Node passes over a certificate that it cannot read, and then the monitor would report that its authority is unknown. */
function assertReadable(certificates: readonly string[]): void {
  if (certificates.length === 0) throw new TypeError('no certificate in PEM');
  for (const pem of certificates) new X509Certificate(pem);
}

/** The trust stores of all settings in use. The plain ones are kept for good, as nearly every check uses them. */
export class TrustStores {
  readonly #special = new BoundedCache<TrustStore>(CACHED_STORES);
  readonly #plain = new Map<string, TrustStore>();

  /** @param extra PEM certificates to trust next to the public authorities */
  constructor(private readonly extra: readonly string[]) {}

  /** @throws what OpenSSL says of a certificate or a key that it cannot use */
  for(settings: TlsSettings): TrustStore {
    const { ca, clientCertificate, clientKey, verify, minVersion, intermediates } = settings;
    if (ca === null && clientCertificate === null && intermediates.length === 0) {
      const key = `${verify} ${minVersion}`;
      let store = this.#plain.get(key);
      if (!store) this.#plain.set(key, (store = this.#make(settings)));
      return store;
    }
    const text = JSON.stringify([ca, clientCertificate, clientKey, verify, minVersion, intermediates]);
    // The hash, so that no key stays in memory as the name of an entry.
    const key = createHash('sha256').update(text).digest('base64');
    return this.#special.getOrMake(key, () => this.#make(settings));
  }

  #make(settings: TlsSettings): TrustStore {
    const { ca, clientCertificate: cert, clientKey: key, verify, minVersion, intermediates } = settings;
    const trusted = (): readonly string[] => {
      if (!verify) return [];
      return [...getCACertificates('default'), ...this.extra, ...readCertificates(ca ?? '')];
    };
    if (ca !== null) assertReadable(readCertificates(ca));
    // Without `ca` Node shares one store of the public authorities among all contexts.
    const isPublic = verify && ca === null && this.extra.length === 0 && intermediates.length === 0;
    const context = createSecureContext({
      // OpenSSL takes a certificate among them for an anchor only if it signed itself (no `allowPartialTrustChain`).
      ...(!isPublic && { ca: [...trusted(), ...intermediates] }),
      ...(cert !== null && key !== null && { cert, key }),
      ...(minVersion !== null && { minVersion }),
      ciphers: ciphersFor(settings),
    });
    return new TrustStore(context, trusted);
  }
}
