import type { Assertion, PhaseTimings, TimedPhase } from '@wakeful/contracts';
import type { Verdict } from './asserted-response.js';

type DurationAssertion = Extract<Assertion, { type: 'duration' }>;

const subjects: Readonly<Record<TimedPhase, string>> = {
  dns: 'The DNS lookup',
  connect: 'Connecting',
  tls: 'The TLS handshake',
  ttfb: 'Waiting for the first byte',
  transfer: 'The transfer',
  total: 'The check',
};

const milliseconds = (us: number): string => (us / 1_000).toLocaleString('en-US', { maximumFractionDigits: 1 });

/** Judges how long a phase took, or the whole check; the limit is inclusive. A phase that did not happen took 0 ms. */
export function judgeDuration({ phase, maxMs }: DurationAssertion, durationsUs: PhaseTimings): Verdict {
  const tookUs = durationsUs[`${phase}Us`];
  const took = `${subjects[phase]} took ${milliseconds(tookUs)} ms`;
  return tookUs <= maxMs * 1_000
    ? { passed: true, message: took }
    : { passed: false, message: `${took}, expected at most ${maxMs.toLocaleString('en-US')} ms` };
}
