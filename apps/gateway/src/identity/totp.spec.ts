import { describe, expect, it } from '@jest/globals';
import { newTotpSecret, totpStep, totpUri } from './totp.js';

/** The secret of RFC 6238, appendix B, "12345678901234567890" in Base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('TOTP', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('knows the code of RFC 6238 at %d s, one step earlier and later, and no further', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    for (const apart of [-30, 0, 30]) expect(totpStep(SECRET, code, (seconds + apart) * 1000)).toBe(step);
    for (const apart of [-60, 60]) expect(totpStep(SECRET, code, (seconds + apart) * 1000)).toBeNull();
  });

  it('takes no other code, and none of another length', () => {
    for (const code of ['287083', '94287082', '28708', '']) expect(totpStep(SECRET, code, 59_000)).toBeNull();
  });

  it('makes secrets of 160 bits, and an address that says whose they are', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    const uri = new URL(totpUri(secret, 'ann@shop.example'));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Wakeful:ann@shop.example',
    ]);
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Wakeful',
      secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
