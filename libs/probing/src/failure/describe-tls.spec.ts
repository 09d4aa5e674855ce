import { describe, expect, it } from '@jest/globals';
import { describeTls, type TlsPlace } from './describe-tls.js';

const place: TlsPlace = { serverName: 'shop.example', minVersion: null, hasClientCertificate: false };
const say = (code: string, overrides: Partial<TlsPlace> = {}, reason?: string): string =>
  describeTls(code, reason, 'tls', { ...place, ...overrides }).message;

/** Codes as Node 24 with OpenSSL 3.5 makes them. */
describe('describeTls', () => {
  it.each([
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'the server does not speak TLS on this port'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'the server does not speak TLS on this port'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'the server does not speak TLS 1.2 or newer'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'the server does not speak TLS 1.2 or newer'],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'the server asks for a client certificate, and this monitor has none',
    ],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'the server has no site named shop.example'],
    ['ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME', 'the server has no site named shop.example'],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'the server broke the handshake off, as something failed inside it'],
    ['ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY', 'the server demands stronger ciphers than we offer'],
    ['ERR_SSL_DH_KEY_TOO_SMALL', 'the server uses a Diffie-Hellman key that is too short'],
  ])('says %s in words', (code, sentence) => {
    expect(say(code)).toBe(`TLS: ${sentence}`);
  });

  it('knows what the monitor demands and shows', () => {
    expect(say('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', { minVersion: 'TLSv1.3' })).toBe(
      'TLS: the server does not speak TLS 1.3',
    );
    expect(say('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', { hasClientCertificate: true })).toBe(
      'TLS: the server does not accept the client certificate of this monitor',
    );
    expect(say('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', { hasClientCertificate: true })).toMatch(
      /does not accept the client certificate$/,
    );
  });

  it.each([
    { code: 'ERR_SSL_SSL/TLS_ALERT_DECODE_ERROR', reason: 'ssl/tls alert decode error', want: '(decode error)' },
    { code: 'ERR_SSL_TLSV1_ALERT_ACCESS', reason: 'tlsv1 alert access', want: '(access)' },
    { code: 'EPROTO', reason: undefined, want: 'failed' },
  ])('has words for $code, too', ({ code, reason, want }) => {
    const sentence = say(code, {}, reason);
    expect(sentence).toMatch(/^TLS: the handshake failed/);
    expect(sentence.endsWith(want)).toBe(true);
  });

  it('tells a connection that breaks later from a handshake', () => {
    expect(describeTls('ERR_SSL_BAD_RECORD_TYPE', 'bad record type', 'transfer', place)).toEqual({
      reason: 'tls',
      message: 'TLS: the encrypted connection broke (bad record type)',
    });
  });
});
