import { X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Authority, makeAuthority, makeServerCertificate } from './certificates.fixture.js';
import { IncompleteChain } from './incomplete-chain.js';
import { IssuerCertificates } from './issuer-certificates.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
let root: Authority;
let issuing: Authority;
let forged: Authority;
beforeAll(async () => {
  root = await makeAuthority();
  issuing = await makeAuthority('Intermediate', { issuer: root });
  forged = await makeAuthority('Intermediate', { issuer: root });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const lacking = async (authority: Authority): Promise<IncompleteChain> => {
  const { cert } = await makeServerCertificate(['shop.example'], { authority, issuerUrl: 'http://ca.example/i.der' });
  return new IncompleteChain('incomplete', [new X509Certificate(cert)], new Set([root.certificate.subject]));
};

/** What a URL brings in turn, the last of it from then on; counts how often it is asked. */
function bringing(...authorities: Authority[]) {
  const fetch = jest.fn(() => {
    const { certificate } = authorities.length > 1 ? authorities.shift()! : authorities[0]!;
    return Promise.resolve(Buffer.from(certificate.rawData));
  });
  return { way: 'any', fetch };
}
const pem = ({ certificate }: Authority): string => new X509Certificate(Buffer.from(certificate.rawData)).toString();
const later = (ms: number): void => {
  const nowMs = performance.now() + ms;
  jest.spyOn(performance, 'now').mockReturnValue(nowMs);
};

describe('certificates of authorities that are fetched', () => {
  it('are kept for a day', async () => {
    const issuers = new IssuerCertificates();
    const from = bringing(issuing);
    const chain = await lacking(issuing);
    expect(await issuers.complete(chain, from)).toEqual([pem(issuing)]);
    later(DAY_MS - MINUTE_MS);
    expect(await issuers.complete(chain, from)).toEqual([pem(issuing)]);
    expect(from.fetch).toHaveBeenCalledTimes(1);
    later(2 * MINUTE_MS);
    await issuers.complete(chain, from);
    expect(from.fetch).toHaveBeenCalledTimes(2);
  });

  it('are neither used nor kept for more than a minute when they did not sign what they should have', async () => {
    const issuers = new IssuerCertificates();
    const from = bringing(forged, issuing);
    const chain = await lacking(issuing);
    expect(await issuers.complete(chain, from)).toEqual([]);
    expect(await issuers.complete(chain, from)).toEqual([]);
    expect(from.fetch).toHaveBeenCalledTimes(1);
    later(MINUTE_MS + 1);
    expect(await issuers.complete(chain, from)).toEqual([pem(issuing)]);
  });

  it('serve the others when a forged certificate asks for them', async () => {
    const issuers = new IssuerCertificates();
    const from = bringing(issuing);
    expect(await issuers.complete(await lacking(forged), from)).toEqual([]);
    expect(await issuers.complete(await lacking(issuing), from)).toEqual([pem(issuing)]);
  });

  it('come again for whom they come another way', async () => {
    const issuers = new IssuerCertificates();
    const chain = await lacking(issuing);
    expect(await issuers.complete(chain, { ...bringing(forged), way: 'through a proxy' })).toEqual([]);
    expect(await issuers.complete(chain, bringing(issuing))).toEqual([pem(issuing)]);
  });
});
