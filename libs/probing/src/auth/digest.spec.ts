import { describe, expect, it } from '@jest/globals';
import { answerDigest, findDigestChallenge } from './digest.js';

/** RFC 7616, section 3.9.1: Mufasa asks for /dir/index.html. */
const challenge = (algorithm: string): string =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
const request = {
  method: 'GET',
  uri: '/dir/index.html',
  username: 'Mufasa',
  password: 'Circle of Life',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

function answer(...headers: string[]): string {
  const found = findDigestChallenge(headers);
  return found ? answerDigest(found, request) : '';
}

describe('answerDigest', () => {
  it.each([
    { algorithm: 'MD5', response: '8ca523f5e9506fed4657c9700eebdbec' },
    { algorithm: 'SHA-256', response: '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1' },
  ])('gives what RFC 7616 gives for $algorithm', ({ algorithm, response }) => {
    const value = answer(challenge(algorithm));
    expect(value).toContain(`response="${response}"`);
    expect(value).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
    expect(value).toContain('qop=auth, nc=00000001');
    expect(value).toContain('uri="/dir/index.html"');
  });

  it('gives what RFC 2617 gives, where no algorithm is named', () => {
    const header =
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const found = findDigestChallenge([header]);
    const value = found && answerDigest(found, { ...request, password: 'Circle Of Life', cnonce: '0a4f113b' });
    expect(value).toContain('response="6629fae49393a05397450978507c4ef1"');
  });

  it('does without quality of protection where the server has none (RFC 2069)', () => {
    expect(answer('Digest realm="a", nonce="b"')).not.toContain('qop');
  });

  it('escapes what would end a quoted string', () => {
    expect(answer('Digest realm="say \\"hello\\"", nonce="b", qop=auth')).toContain('realm="say \\"hello\\""');
  });
});

describe('findDigestChallenge', () => {
  it.each([
    { headers: ['Basic realm="x"', challenge('MD5')], want: 'MD5' },
    { headers: [challenge('MD5'), challenge('SHA-256')], want: 'SHA-256' },
    { headers: [`Basic realm="a, b", ${challenge('MD5')}, ${challenge('SHA-256')}`], want: 'SHA-256' },
    { headers: ['digest REALM=a,Nonce=b'], want: 'MD5' },
    { headers: ['Digest realm="a", nonce="b", algorithm=md5-sess, qop="auth"'], want: 'MD5-sess' },
    { headers: ['Digest realm="a", nonce="b", qop="auth-int"'], want: undefined },
    { headers: ['Digest realm="a", nonce="b", algorithm=SHA-512-256, qop="auth"'], want: undefined },
    { headers: ['Digest realm="a"'], want: undefined },
    { headers: ['Basic realm="Digest nonce=b"'], want: undefined },
    { headers: [], want: undefined },
  ])('finds $want in $headers', ({ headers, want }) => {
    expect(findDigestChallenge(headers)?.algorithm).toBe(want);
  });
});
