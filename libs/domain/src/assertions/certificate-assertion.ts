import { type Assertion, DAY_MS } from '@wakeful/contracts';
import type { Verdict } from './asserted-response.js';

type CertificateAssertion = Extract<Assertion, { type: 'certificate' }>;

const days = (count: number): string => (Math.abs(count) === 1 ? `${count} day` : `${count} days`);

/** Checks the whole days until a certificate expires. `expiresAt` is ISO 8601; null without TLS. */
export function judgeCertificateAge(
  { minDaysLeft }: CertificateAssertion,
  expiresAt: string | null,
  nowMs = Date.now(),
): Verdict {
  if (expiresAt === null) return { passed: false, message: 'There is no certificate: the response did not use TLS' };
  const left = Math.floor((Date.parse(expiresAt) - nowMs) / DAY_MS);
  const date = expiresAt.slice(0, 'yyyy-mm-dd'.length);
  const is =
    left < 0 ? `The certificate expired on ${date}` : `The certificate is valid for ${days(left)}, until ${date}`;
  return left >= minDaysLeft
    ? { passed: true, message: is }
    : { passed: false, message: `${is}, expected at least ${days(minDaysLeft)}` };
}
