import type { FailureReason } from '@wakeful/contracts';

const REASONS: Readonly<Record<FailureReason, string>> = {
  dns: 'its name cannot be resolved',
  refused: 'it refuses connections',
  reset: 'the connection was reset',
  timeout: 'it did not answer in time',
  tls: 'there is a problem with its certificate or encryption',
  http_status: 'it answered with an unexpected status',
  assertion: 'its answer is not what is expected',
  too_many_redirects: 'it redirects too often',
  body_too_large: 'its answer is too large',
  blocked: 'the egress policy forbids the connection',
  checker_fault: 'the checker itself had a fault',
  network: 'the network failed',
};

export const reasonInWords = (reason: FailureReason): string => REASONS[reason];

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** "1 h 5 min": the two largest units. */
export function durationInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([, size]) => whole >= size);
  if (first < 0) return '0 s';
  let rest = whole;
  const parts = UNITS.slice(first, first + 2).map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count} ${name}` : '';
  });
  return parts.filter(Boolean).join(' ');
}

/** "2026-01-31 12:00:10 UTC" */
export const timeInWords = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** "99.723 %", and never 100 % for what was not all of it. */
export function shareInWords(share: number): string {
  const percent = Math.floor(share * 100_000) / 1000;
  return `${percent} %`;
}

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
