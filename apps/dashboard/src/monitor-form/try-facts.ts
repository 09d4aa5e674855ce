import type { Schemas } from '../api/client.js';

type Result = Schemas['CheckNowResult'];

const reasons: Readonly<Record<NonNullable<Result['reason']>, string>> = {
  dns: 'The name could not be resolved.',
  refused: 'The connection was refused.',
  reset: 'The connection was cut.',
  timeout: 'It took longer than the timeout.',
  tls: 'No secure connection could be made.',
  http_status: 'The status is not one of those expected.',
  assertion: 'An assertion does not hold.',
  too_many_redirects: 'It redirects too often.',
  body_too_large: 'The body is larger than allowed.',
  blocked: 'Wakeful may not check this address.',
  checker_fault: 'The checker could not do its work.',
  network: 'The network failed.',
};

/** Why a check did not end as up, if it says nothing itself. */
export const reasonText = (reason: Result['reason']): string => (reason === null ? '' : reasons[reason]);

const day = (at: string): string => at.slice(0, 10);

/** What else was seen, as names and values; what was not seen is left out. */
export function factsOf(facts: Result['facts']): { name: string; value: string }[] {
  const { address, ipFamily, httpVersion, bodyBytes, finalUrl, timeoutPhase, certificate, tlsProtocol, oddities } =
    facts;
  return [
    { name: 'Address', value: address && (ipFamily ? `${address} (IPv${ipFamily})` : address) },
    { name: 'HTTP version', value: httpVersion },
    { name: 'Body', value: bodyBytes === undefined ? undefined : `${bodyBytes.toLocaleString('en')} bytes` },
    { name: 'Ended at', value: finalUrl },
    { name: 'Timed out in', value: timeoutPhase },
    { name: 'TLS', value: tlsProtocol },
    { name: 'Certificate', value: certificate && `${certificate.subject}, by ${certificate.issuer}` },
    { name: 'Valid until', value: certificate && day(certificate.expiresAt) },
    { name: 'Odd, but put up with', value: oddities?.join(' ') },
  ].flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
}
