import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  type Extension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { DAY_MS } from '@wakeful/contracts';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
type Algorithm = typeof ecdsa | { name: string; modulusLength: number; publicExponent: Uint8Array; hash: string };
const rsa = (modulusLength: number, hash = 'SHA-256'): Algorithm => ({
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash,
});

const makeKeys = (algorithm: Algorithm): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

export interface Authority {
  certificate: X509Certificate;
  keys: webcrypto.CryptoKeyPair;
  algorithm: Algorithm;
  pem: string;
}

export interface AuthorityOptions {
  /** Who signed it; it signs itself without one. */
  issuer?: Authority;
  validToDays?: number;
  /** Signs with this digest and an RSA key. */
  digest?: 'SHA-1' | 'SHA-256';
}

export async function makeAuthority(
  name = 'Test authority',
  { issuer, validToDays = 365, digest }: AuthorityOptions = {},
): Promise<Authority> {
  const algorithm = digest ? rsa(2_048, digest) : ecdsa;
  const keys = await makeKeys(algorithm);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: inDays(-365),
    notAfter: inDays(validToDays),
    publicKey: keys.publicKey,
    signingKey: issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: issuer?.algorithm ?? algorithm,
    extensions: [new BasicConstraintsExtension(true, issuer ? 0 : 1, true)],
  });
  return { certificate, keys, algorithm, pem: certificate.toString('pem') };
}

export interface ServerCertificate {
  key: string;
  cert: string;
}

export interface CertificateOptions {
  authority?: Authority;
  validFromDays?: number;
  validToDays?: number;
  /** An RSA key of so many bits instead of one on P-256. */
  rsaBits?: number;
  /** The first name is the Common Name only. */
  onlyCommonName?: boolean;
  /** Where the issuer's certificate can be fetched. */
  issuerUrl?: string;
}

/** A key and certificate for host names or addresses; self-signed without an authority. */
export async function makeServerCertificate(
  names: readonly string[],
  { authority, validFromDays = -10, validToDays = 10, rsaBits, onlyCommonName, issuerUrl }: CertificateOptions = {},
): Promise<ServerCertificate> {
  const algorithm = rsaBits === undefined ? ecdsa : rsa(rsaBits);
  const keys = await makeKeys(algorithm);
  const subject = `CN=${names[0]}`;
  const extensions: Extension[] = [];
  if (!onlyCommonName) {
    extensions.push(
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
    );
  }
  if (issuerUrl !== undefined) extensions.push(new AuthorityInfoAccessExtension({ caIssuers: issuerUrl }));
  const made = await X509CertificateGenerator.create({
    subject,
    issuer: authority?.certificate.subject ?? subject,
    notBefore: inDays(validFromDays),
    notAfter: inDays(validToDays),
    publicKey: keys.publicKey,
    signingKey: authority?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: authority?.algorithm ?? algorithm,
    extensions,
  });
  return { key: await pemOfKey(keys.privateKey), cert: made.toString('pem') };
}
