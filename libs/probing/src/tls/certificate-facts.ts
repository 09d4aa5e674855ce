import type { X509Certificate } from 'node:crypto';
import type { CertificateFacts } from '@wakeful/contracts';

const MAX_NAME_CHARACTERS = 1_024;

/** "C=GB\nO=Shop\nCN=shop.example" becomes "CN=shop.example, O=Shop, C=GB". */
function readName(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ').slice(0, MAX_NAME_CHARACTERS);
}

/** What is worth storing of a certificate; a certificate without a subject is named by its alternative names. */
export function certificateFactsOf(certificate: X509Certificate): CertificateFacts {
  const subject = readName(certificate.subject) || (certificate.subjectAltName ?? '').slice(0, MAX_NAME_CHARACTERS);
  return {
    subject,
    issuer: readName(certificate.issuer),
    validFrom: certificate.validFromDate.toISOString(),
    expiresAt: certificate.validToDate.toISOString(),
  };
}
