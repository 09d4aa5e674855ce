import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { DAY_MS } from '@wakeful/contracts';
import { BoundedCache } from '@wakeful/domain';
import { count } from '../failure/describe-place.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import { describeMismatch, isFor } from './certificate-names.js';

/** Browsers take RSA keys from here on, see trust-stores. */
const MIN_RSA_BITS = 1_024;
/** Public authorities issue none below this (CA/Browser Forum, Baseline Requirements 6.1.5). */
const USUAL_RSA_BITS = 2_048;
const CACHED_KEYS = 8_192;

const day = (date: Date): string => date.toISOString().slice(0, 10);

function days(fromMs: number, toMs: number): string {
  const whole = Math.floor((toMs - fromMs) / DAY_MS);
  if (whole === 0) return 'less than a day';
  return whole === 1 ? '1 day' : `${whole} days`;
}

const nameOf = (distinguishedName: string): string =>
  /(?:^|\n)CN=(.*)/.exec(distinguishedName)?.[1] ?? distinguishedName.replaceAll('\n', ', ');

const describeOwner = (depth: number, certificate: X509Certificate): string =>
  depth === 0 ? 'the certificate' : `the certificate of its authority ${nameOf(certificate.subject)}`;

function rsaBitsOf(certificate: X509Certificate): number | undefined {
  return certificate.publicKey.asymmetricKeyType === 'rsa'
    ? certificate.publicKey.asymmetricKeyDetails?.modulusLength
    : undefined;
}

/** The certificate that is not valid today, if any: an authority's may end before the server's own. */
function describeExpiry(chain: readonly X509Certificate[], nowMs: number): string {
  for (const [depth, certificate] of chain.entries()) {
    const endsMs = certificate.validToDate.getTime();
    if (endsMs > nowMs) continue;
    return `${describeOwner(depth, certificate)} expired on ${day(certificate.validToDate)} (${days(endsMs, nowMs)} ago)`;
  }
  return 'the certificate of an authority above it has expired';
}

function describeStart(chain: readonly X509Certificate[], nowMs: number): string {
  for (const [depth, certificate] of chain.entries()) {
    const beginsMs = certificate.validFromDate.getTime();
    if (beginsMs <= nowMs) continue;
    return `${describeOwner(depth, certificate)} is not valid before ${day(certificate.validFromDate)} (in ${days(nowMs, beginsMs)})`;
  }
  return 'the certificate of an authority above it is not valid yet';
}

function describeUnknownIssuer(chain: readonly X509Certificate[]): string {
  const top = chain.at(-1);
  if (!top) return 'the server sent no certificate';
  const issuer = nameOf(top.issuer);
  const isAlone = chain.length === 1;
  // Where a certificate says where to get its issuer's (AIA), that is an intermediate, which the server has to send.
  if (isAlone && top.infoAccess?.includes('CA Issuers')) {
    return `the server does not send its intermediate certificate (${issuer}), so browsers that do not know it by chance refuse the page`;
  }
  const orMissing = isAlone ? ', or the server does not send its intermediate certificate' : '';
  return `the certificate comes from an authority that is not trusted (${issuer})${orMissing}`;
}

/** What OpenSSL's codes do not say: too short a key, too weak a signature. */
function describeWeakness(chain: readonly X509Certificate[]): string | null {
  for (const [depth, certificate] of chain.entries()) {
    const bits = rsaBitsOf(certificate);
    const owner = describeOwner(depth, certificate);
    if (bits !== undefined && bits < MIN_RSA_BITS)
      return `${owner} has a key of ${count(bits)} bits, which is too short`;
    const digest = /md5|sha1(?!\d)/i.exec(certificate.signatureAlgorithm ?? '')?.[0];
    if (digest && certificate.subject !== certificate.issuer) {
      return `${owner} is signed with ${digest.toUpperCase().replace('SHA1', 'SHA-1')}, which browsers do not accept`;
    }
  }
  return null;
}

function describe(code: string, chain: readonly X509Certificate[], host: string): string {
  const own = chain[0];
  if (!own) return 'the server sent no certificate';
  const nowMs = Date.now();
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return describeExpiry(chain, nowMs);
    case 'CERT_NOT_YET_VALID':
      return describeStart(chain, nowMs);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'the certificate is self-signed';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `the certificate comes from an authority that is not trusted (${nameOf(chain.at(-1)?.subject ?? '')})`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return describeUnknownIssuer(chain);
    case 'CERT_SIGNATURE_FAILURE':
      return 'the certificate was not signed by the authority that it names';
    case 'CERT_REVOKED':
      return 'the certificate has been revoked';
    case 'INVALID_CA':
      return 'the certificate was issued by one that may not issue certificates';
    case 'PATH_LENGTH_EXCEEDED':
      return 'the chain of its authorities is longer than they allow';
    case 'INVALID_PURPOSE':
      return 'the certificate is not meant for servers';
    case 'HOSTNAME_MISMATCH':
      return describeMismatch(own, host);
    default:
      return describeWeakness(chain) ?? 'the certificate or its chain does not keep to the rules for certificates';
  }
}

/**
 * A failure that says what is wrong with the certificates of a finished handshake; null when they are valid, lead to a
 * trusted authority and are for `host` (a name or an address).
 */
export function judgeCertificate(
  socket: TLSSocket,
  chain: readonly X509Certificate[],
  host: string,
): ProbeFailure | null {
  // Typed as an Error, it is the error's code or message in fact; see onConnectSecure in Node's lib/_tls_wrap.js.
  let code = socket.authorized ? null : String(socket.authorizationError);
  if (code === null && !(chain[0] && isFor(chain[0], host))) code = 'HOSTNAME_MISMATCH';
  return code === null ? null : new ProbeFailure('tls', `TLS: ${describe(code, chain, host)}`);
}

const keyBits = new BoundedCache<number | 'not RSA'>(CACHED_KEYS);

/** What is unusual about certificates that were accepted; null when nothing is. */
export function oddityOf([own]: readonly X509Certificate[]): string | null {
  if (!own) return null;
  // Reading a key takes 20 times as long as the fingerprint, and a certificate comes again with each check.
  const bits = keyBits.getOrMake(own.fingerprint256, () => rsaBitsOf(own) ?? 'not RSA');
  if (bits === 'not RSA' || bits >= USUAL_RSA_BITS) return null;
  return `The certificate has a key of ${count(bits)} bits, which public authorities no longer sign`;
}
