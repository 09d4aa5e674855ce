import { createServer } from 'node:https';
import { afterAll, describe, expect, it } from '@jest/globals';
import { TestAuthority, trustEverywhere } from './certificates.fixture.js';
import { serving } from './pages.fixture.js';

/**
 * The suites of the evidence, each of them once more with every page over HTTPS, its certificate from a private
 * authority that the checks trust. Nothing else may be different.
 */
const suites = [
  './visit/visit-page.integration.spec.ts',
  './visit/hostile-pages.integration.spec.ts',
  './sessions/session.integration.spec.ts',
];

const authority = await TestAuthority.make();
const certificate = await authority.issue(['127.0.0.1', 'localhost', 'shop.test']);
const forget = trustEverywhere(authority.pem);
serving.usual = { scheme: 'https', create: (listener) => createServer(certificate, listener) };
afterAll(forget);

describe('evidence over HTTPS', () => {
  it('is of pages that only the private authority vouches for', () => {
    expect(serving.usual.scheme).toBe('https');
  });
});
for (const suite of suites) await import(`${suite}?https`);
