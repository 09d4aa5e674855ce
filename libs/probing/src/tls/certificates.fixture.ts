import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

const DAY_MS = 86_400_000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

export interface Authority {
  certificate: X509Certificate;
  keys: webcrypto.CryptoKeyPair;
  pem: string;
}

export async function makeAuthority(name = 'Test authority'): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 365 * DAY_MS),
    notAfter: new Date(Date.now() + 365 * DAY_MS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new BasicConstraintsExtension(true, 1, true)],
  });
  return { certificate, keys, pem: certificate.toString('pem') };
}

export interface ServerCertificate {
  key: string;
  cert: string;
}

/** A server's key and certificate for host names or addresses; self-signed without an authority. */
export async function makeServerCertificate(
  names: readonly string[],
  {
    authority,
    validFromDays = -10,
    validToDays = 10,
  }: {
    authority?: Authority;
    validFromDays?: number;
    validToDays?: number;
  } = {},
): Promise<ServerCertificate> {
  const keys = await makeKeys();
  const subject = `CN=${names[0]}`;
  const made = await X509CertificateGenerator.create({
    subject,
    issuer: authority?.certificate.subject ?? subject,
    notBefore: new Date(Date.now() + validFromDays * DAY_MS),
    notAfter: new Date(Date.now() + validToDays * DAY_MS),
    publicKey: keys.publicKey,
    signingKey: authority?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
    ],
  });
  return { key: await pemOfKey(keys.privateKey), cert: made.toString('pem') };
}
