import type { Schemas } from '../api/client.js';

type Result = Schemas['CheckNowResult'];

const reasons: Readonly<Record<NonNullable<Result['reason']>, string>> = {
  dns: 'DNS resolution failed.',
  refused: 'The connection was refused.',
  reset: 'The connection was reset.',
  timeout: 'The check timed out.',
  tls: 'The TLS handshake failed.',
  http_status: 'Unexpected HTTP status.',
  assertion: 'An assertion failed.',
  too_many_redirects: 'Too many redirects.',
  body_too_large: 'The body exceeds the maximum size.',
  blocked: 'Wakeful is not allowed to check this IP address.',
  checker_fault: 'The checker failed.',
  network: 'The network connection failed.',
};

/** Why a check did not end as up, if it has no detail of its own. */
export const reasonText = (reason: Result['reason']): string => (reason === null ? '' : reasons[reason]);

const day = (at: string): string => at.slice(0, 10);

/** Further results as names and values; missing ones are left out. */
export function factsOf(facts: Result['facts']): { name: string; value: string }[] {
  const { address, ipFamily, httpVersion, bodyBytes, finalUrl, timeoutPhase, certificate, tlsProtocol, oddities } =
    facts;
  return [
    { name: 'IP address', value: address && (ipFamily ? `${address} (IPv${ipFamily})` : address) },
    { name: 'HTTP version', value: httpVersion },
    { name: 'Body', value: bodyBytes === undefined ? undefined : `${bodyBytes.toLocaleString('en')} bytes` },
    { name: 'Final URL', value: finalUrl },
    { name: 'Timed out during', value: timeoutPhase },
    { name: 'TLS', value: tlsProtocol },
    { name: 'Certificate', value: certificate && `${certificate.subject}, issued by ${certificate.issuer}` },
    { name: 'Valid until', value: certificate && day(certificate.expiresAt) },
    { name: 'Tolerated anomalies', value: oddities?.join(' ') },
  ].flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
}
