import type { FailureReason } from '@wakeful/contracts';

const REASONS: Readonly<Record<FailureReason, string>> = {
  dns: 'DNS resolution failed',
  refused: 'The connection was refused',
  reset: 'The connection was reset',
  timeout: 'The check timed out',
  tls: 'The TLS handshake failed',
  http_status: 'Unexpected HTTP status',
  assertion: 'An assertion failed',
  too_many_redirects: 'Too many redirects',
  body_too_large: 'The response was too large',
  blocked: 'The egress policy blocks this address',
  checker_fault: 'The checker failed',
  network: 'The connection failed',
};

export const reasonInWords = (reason: FailureReason): string => REASONS[reason];

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** "1 h 5 min": the two largest units, rounded. */
export function durationInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, next] = [UNITS[first], UNITS[first + 1]];
  if (!unit || !next) return `${whole} s`;
  const rounded = Math.round(whole / next[1]) * next[1];
  const larger = UNITS[first - 1];
  // Rounding may carry into the larger unit: 59 min 59.7 s is 1 h.
  if (larger && rounded >= larger[1]) return `1 ${larger[0]}`;
  const small = (rounded % unit[1]) / next[1];
  return `${Math.floor(rounded / unit[1])} ${unit[0]}${small > 0 ? ` ${small} ${next[0]}` : ''}`;
}

/** "7 days"; more precise when short. */
export const daysInWords = (seconds: number): string =>
  seconds < 2 * 86_400 ? durationInWords(seconds) : `${Math.round(seconds / 86_400)} days`;

/** "2026-01-31 12:00:10 UTC" */
export const timeInWords = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** "99.723%", and never 100% for less than all of it. */
export function shareInWords(share: number): string {
  const percent = Math.floor(share * 100_000) / 1000;
  return `${percent}%`;
}

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** The text with a final period. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
