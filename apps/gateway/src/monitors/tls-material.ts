import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { FieldProblem, MonitorTls } from '@wakeful/contracts';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function readCertificates(path: string, pem: string | null, problems: FieldProblem[]): X509Certificate[] {
  const blocks = pem?.match(PEM_CERTIFICATE) ?? [];
  return blocks.flatMap((block, index) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      const which = blocks.length === 1 ? 'the certificate' : `certificate ${index + 1} of ${blocks.length}`;
      problems.push({ path, message: `cannot be read: ${which} is invalid` });
      return [];
    }
  });
}

function readKey(path: string, pem: string | null, problems: FieldProblem[]): KeyObject | null {
  if (pem === null) return null;
  try {
    return createPrivateKey(pem);
  } catch {
    const isEncrypted = /ENCRYPTED/.test(pem);
    problems.push({ path, message: isEncrypted ? 'must not have a passphrase' : 'is not a readable private key' });
    return null;
  }
}

/** What OpenSSL says of a certificate and its key, such as that the key is too short; null: it takes them. */
function refusalOf({ clientCertificate, clientKey }: MonitorTls): string | null {
  try {
    createSecureContext({ cert: clientCertificate ?? undefined, key: clientKey ?? undefined });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error:[^:]*:[^:]*:[^:]*:/, '') : 'unknown';
  }
}

/** What is wrong with the certificates and the key of a monitor, once its secrets are in their places. */
export function tlsProblems(tls: MonitorTls): FieldProblem[] {
  const problems: FieldProblem[] = [];
  readCertificates('tls.ca', tls.ca, problems);
  const [leaf] = readCertificates('tls.clientCertificate', tls.clientCertificate, problems);
  const key = readKey('tls.clientKey', tls.clientKey, problems);
  if (tls.clientCertificate !== null && tls.clientKey === null)
    problems.push({ path: 'tls.clientKey', message: 'is required: a client certificate needs its private key' });
  if (tls.clientKey !== null && tls.clientCertificate === null)
    problems.push({ path: 'tls.clientCertificate', message: 'is required: a private key needs its certificate' });
  if (!leaf || !key || problems.length > 0) return problems;
  if (!leaf.checkPrivateKey(key)) return [{ path: 'tls.clientKey', message: 'does not match the client certificate' }];
  const refusal = refusalOf(tls);
  return refusal === null ? [] : [{ path: 'tls.clientCertificate', message: `is rejected by OpenSSL: ${refusal}` }];
}
