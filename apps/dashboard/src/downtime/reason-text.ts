import type { FailureReason } from '@wakeful/contracts';

const texts: Readonly<Record<FailureReason, string>> = {
  dns: 'DNS resolution failed',
  refused: 'Connection refused',
  reset: 'Connection reset',
  timeout: 'Timed out',
  tls: 'TLS error',
  http_status: 'Unexpected HTTP status',
  assertion: 'Assertion failed',
  too_many_redirects: 'Too many redirects',
  body_too_large: 'Response too large',
  blocked: 'Address not allowed',
  checker_fault: 'Checker error',
  network: 'Network error',
};

/** Why a check failed, in a few words. */
export const reasonText = (reason: FailureReason): string => texts[reason];
