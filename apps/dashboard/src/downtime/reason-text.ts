import type { FailureReason } from '@wakeful/contracts';

const texts: Readonly<Record<FailureReason, string>> = {
  dns: 'Name not resolved',
  refused: 'Connection refused',
  reset: 'Connection reset',
  timeout: 'Timed out',
  tls: 'TLS failed',
  http_status: 'Wrong HTTP status',
  assertion: 'Content not as expected',
  too_many_redirects: 'Too many redirects',
  body_too_large: 'Answer too large',
  blocked: 'Address not allowed',
  checker_fault: 'Checker fault',
  network: 'Network fault',
};

/** Why a check failed, in a few words. */
export const reasonText = (reason: FailureReason): string => texts[reason];
