import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, one PEM text each. */
export const readCertificates = (pem: string): string[] => pem.match(certificateBlock) ?? [];

/** A TLS setting that cannot be used. */
export interface TlsProblem {
  field: 'ca' | 'clientCertificate' | 'clientKey';
  /** A sentence without a full stop, which never quotes the text. */
  message: string;
}

function parseAll(field: TlsProblem['field'], pem: string): X509Certificate[] | TlsProblem {
  const blocks = readCertificates(pem);
  if (blocks.length === 0) return { field, message: 'must hold a certificate in PEM, beginning with -----BEGIN CERTIFICATE-----' };
  const parsed: X509Certificate[] = [];
  for (const [at, block] of blocks.entries()) {
    try {
      parsed.push(new X509Certificate(block));
    } catch {
      return { field, message: `certificate ${at + 1} of ${blocks.length} cannot be read` };
    }
  }
  return parsed;
}

function parseKey(pem: string): KeyObject | TlsProblem {
  if (/ENCRYPTED/.test(pem)) {
    return { field: 'clientKey', message: 'must not be encrypted with a passphrase: it is stored encrypted anyway' };
  }
  try {
    return createPrivateKey(pem);
  } catch {
    return { field: 'clientKey', message: 'must be a private key in PEM, beginning with -----BEGIN PRIVATE KEY----- or its relatives' };
  }
}

/**
 * Everything about a monitor's PEM texts that keeps them from being used: text that does not parse, a key without its
 * certificate or the other way round, a key that does not fit, an authority that is none. Empty when they are good.
 */
export function findTlsProblems({
  ca,
  clientCertificate,
  clientKey,
}: {
  ca: string | null;
  clientCertificate: string | null;
  clientKey: string | null;
}): TlsProblem[] {
  const problems: TlsProblem[] = [];
  if (ca !== null) {
    const authorities = parseAll('ca', ca);
    if (!Array.isArray(authorities)) problems.push(authorities);
  }
  const certificates = clientCertificate === null ? null : parseAll('clientCertificate', clientCertificate);
  const key = clientKey === null ? null : parseKey(clientKey);
  if (certificates && !Array.isArray(certificates)) problems.push(certificates);
  if (key && 'field' in key) problems.push(key);
  if (certificates && !key) problems.push({ field: 'clientKey', message: 'is needed for the client certificate' });
  if (key && !certificates) problems.push({ field: 'clientCertificate', message: 'is needed for the client key' });
  if (Array.isArray(certificates) && key && !('field' in key) && !certificates[0]?.checkPrivateKey(key)) {
    problems.push({ field: 'clientKey', message: 'does not fit the client certificate' });
  }
  return problems;
}
