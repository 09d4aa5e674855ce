import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

const MAX_NAMES_SHOWN = 3;

const commonNameOf = ({ subject }: X509Certificate): string | undefined => /(?:^|\n)CN=(.*)/.exec(subject)?.[1];

function alternativeNamesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,"]+)/g)].flatMap(([, name]) => name ?? []);
}

/**
 * Whether the certificate is for this host, a name or an address, as browsers see it (RFC 9525): only subject
 * alternative names count, and a `*` only as the whole first label.
 */
export function isFor(certificate: X509Certificate, host: string): boolean {
  const matched =
    isIP(host) === 0
      ? certificate.checkHost(host, { subject: 'never', partialWildcards: false })
      : certificate.checkIP(host);
  return matched !== undefined;
}

/** Why the certificate is not for `host`, as the end of a sentence about it. */
export function describeMismatch(certificate: X509Certificate, host: string): string {
  const names = alternativeNamesOf(certificate);
  if (names.length === 0) {
    const commonName = commonNameOf(certificate);
    return commonName === undefined
      ? `the certificate names no host, so it is not for ${host}`
      : `the certificate names ${commonName} only as its Common Name, which browsers do not look at: it needs a subject alternative name`;
  }
  const partial = names.find((name) => /^[^.]*\*[^.]*\./.test(name) && !name.startsWith('*.'));
  if (partial !== undefined && isIP(host) === 0 && certificate.checkHost(host, { subject: 'never' }) !== undefined) {
    return `the certificate is for ${partial}, and browsers take a * only for a whole label`;
  }
  const shown = names.slice(0, MAX_NAMES_SHOWN).join(', ');
  const more = names.length > MAX_NAMES_SHOWN ? ` and ${names.length - MAX_NAMES_SHOWN} more` : '';
  return `the certificate is for ${shown}${more}, not for ${host}`;
}
