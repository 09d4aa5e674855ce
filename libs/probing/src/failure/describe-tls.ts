import type { SecureVersion } from 'node:tls';
import type { FailureReason, Phase } from '@wakeful/contracts';
import { demandedVersions } from '../tls/tls-settings.js';

/** What a handshake was to be, as far as the sentence about its failure depends on it. */
export interface TlsPlace {
  serverName: string;
  minVersion: SecureVersion | null;
  hasClientCertificate: boolean;
}

export interface TlsSentence {
  reason: FailureReason;
  message: string;
}

const unknownPlace: TlsPlace = { serverName: '', minVersion: null, hasClientCertificate: false };

type Describe = (place: TlsPlace) => string;

const notTls: Describe = () => 'the server does not speak TLS on this port';
const tooOld: Describe = ({ minVersion }) => `the server does not speak ${demandedVersions(minVersion)}`;
const wantsCertificate: Describe = ({ hasClientCertificate }) =>
  hasClientCertificate
    ? 'the server does not accept the client certificate of this monitor'
    : 'the server asks for a client certificate, and this monitor has none';

/** By OpenSSL's name of the error, without the prefix of where it came from. */
const errors: readonly (readonly [RegExp, Describe])[] = [
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_LAYER_FAILURE/, notTls],
  [/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, tooOld],
  [/ALERT_CERTIFICATE_REQUIRED|ALERT_(NO|BAD|UNSUPPORTED)_CERTIFICATE|ALERT_CERTIFICATE_/, wantsCertificate],
  [/ALERT_(UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)/, wantsCertificate],
  [
    /ALERT_HANDSHAKE_FAILURE/,
    ({ hasClientCertificate }) =>
      `the server refused the handshake: it has no cipher in common with us, or ${hasClientCertificate ? 'does not accept the client certificate' : 'asks for a client certificate'}`,
  ],
  [/UNRECOGNIZED_NAME/, ({ serverName }) => `the server has no site named ${serverName || 'so'}`],
  [/ALERT_INSUFFICIENT_SECURITY/, () => 'the server demands stronger ciphers than we offer'],
  [/ALERT_INTERNAL_ERROR/, () => 'the server broke the handshake off, as something failed inside it'],
  [/DH_KEY_TOO_SMALL/, () => 'the server uses a Diffie-Hellman key that is too short'],
  [/NO_CIPHER|NO_SHARED_CIPHER/, () => 'the server has no cipher in common with us'],
  [/BAD_SIGNATURE|WRONG_SIGNATURE_TYPE/, () => 'the server could not prove that it has the key of its certificate'],
];

/** "ssl/tls alert decode error" becomes "decode error". */
const wordsOf = (reason: string): string => reason.replace(/^(ssl|tls)\S*( alert)? /i, '').toLowerCase();

/** What went wrong with TLS, without OpenSSL's jargon. `reason` is OpenSSL's own text, if there is one. */
export function describeTls(code: string, reason: unknown, phase: Phase, place: TlsPlace = unknownPlace): TlsSentence {
  if (/NO_APPLICATION_PROTOCOL/.test(code)) {
    // Browsers get in, so it is not the site that is at fault.
    return { reason: 'checker_fault', message: 'TLS: the server speaks HTTP/2 only, which this check does not' };
  }
  const known = errors.find(([pattern]) => pattern.test(code))?.[1];
  if (known) return { reason: 'tls', message: `TLS: ${known(place)}` };
  const words = typeof reason === 'string' ? wordsOf(reason) : '';
  const why = words === '' ? '' : ` (${words})`;
  const isHandshake = phase === 'connect' || phase === 'tls';
  return {
    reason: 'tls',
    message: isHandshake ? `TLS: the handshake failed${why}` : `TLS: the encrypted connection broke${why}`,
  };
}
