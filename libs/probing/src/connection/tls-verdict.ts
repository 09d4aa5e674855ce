import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CertificateFacts } from '@wakeful/contracts';
import { ProbeFailure } from '../failure/probe-failure.js';

const DAY_MS = 86_400_000;
const MAX_NAME_CHARACTERS = 1_024;
const MAX_NAMES_SHOWN = 3;

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

const day = (date: Date): string => date.toISOString().slice(0, 10);

function days(fromMs: number, toMs: number): string {
  const count = Math.floor((toMs - fromMs) / DAY_MS);
  if (count === 0) return 'less than a day';
  return count === 1 ? '1 day' : `${count} days`;
}

function namesOf(certificate: X509Certificate): string {
  const names = [...(certificate.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,"]+)/g)].map(
    (match) => match[1],
  );
  if (names.length === 0) return /CN=(.*)/.exec(certificate.subject)?.[1] ?? 'no name';
  const shown = names.slice(0, MAX_NAMES_SHOWN).join(', ');
  return names.length > MAX_NAMES_SHOWN ? `${shown} and ${names.length - MAX_NAMES_SHOWN} more` : shown;
}

function describe(code: string, certificate: X509Certificate | undefined, hostname: string): string {
  if (!certificate) return 'the server sent no certificate';
  const nowMs = Date.now();
  switch (code) {
    case 'CERT_HAS_EXPIRED': {
      const expired = certificate.validToDate;
      // The code may be about an issuer's certificate while this one is still good.
      if (expired.getTime() > nowMs) return 'a certificate of its issuer has expired';
      return `the certificate expired on ${day(expired)} (${days(expired.getTime(), nowMs)} ago)`;
    }
    case 'CERT_NOT_YET_VALID': {
      const begins = certificate.validFromDate;
      if (begins.getTime() < nowMs) return 'a certificate of its issuer is not valid yet';
      return `the certificate is not valid before ${day(begins)} (in ${days(nowMs, begins.getTime())})`;
    }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'the certificate is self-signed';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'the certificate comes from an authority that is self-signed and not trusted';
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'the certificate comes from an unknown authority, or the server does not send the whole chain';
    case 'CERT_SIGNATURE_FAILURE':
      return 'the certificate was not signed by the authority that it names';
    case 'CERT_REVOKED':
      return 'the certificate has been revoked';
    case 'HOSTNAME_MISMATCH':
      return `the certificate is for ${namesOf(certificate)}, not for ${hostname}`;
    default:
      return `the certificate is not valid (${code})`;
  }
}

function isFor(certificate: X509Certificate, hostname: string): boolean {
  return (isIP(hostname) === 0 ? certificate.checkHost(hostname) : certificate.checkIP(hostname)) !== undefined;
}

/**
 * A failure that says what is wrong with the certificate of a finished handshake; null when it is valid, leads to a
 * trusted authority and is for `hostname` (a name or an address).
 */
export function judgeCertificate(
  socket: TLSSocket,
  certificate: X509Certificate | undefined,
  hostname: string,
): ProbeFailure | null {
  // Typed as an Error, it is the error's code or message in fact; see onConnectSecure in Node's lib/_tls_wrap.js.
  let code = socket.authorized ? null : String(socket.authorizationError);
  if (code === null && !(certificate && isFor(certificate, hostname))) code = 'HOSTNAME_MISMATCH';
  return code === null ? null : new ProbeFailure('tls', `TLS: ${describe(code, certificate, hostname)}`);
}
