import type { CheckTimings } from '@wakeful/contracts';

/** Microseconds per phase; 0 means that the phase did not happen. */
export interface PhaseMicroseconds {
  dnsUs: number;
  connectUs: number;
  tlsUs: number;
  ttfbUs: number;
  transferUs: number;
}

const MICROSECONDS_PER_MS = 1000;

const phaseMs = (us: number): number | null => (us === 0 ? null : us / MICROSECONDS_PER_MS);

/** The phases as the API shows them. They follow each other without a gap, so the total is their sum. */
export function checkTimingsOf(phases: PhaseMicroseconds): CheckTimings {
  const { dnsUs, connectUs, tlsUs, ttfbUs, transferUs } = phases;
  return {
    dnsMs: phaseMs(dnsUs),
    connectMs: phaseMs(connectUs),
    tlsMs: phaseMs(tlsUs),
    ttfbMs: phaseMs(ttfbUs),
    transferMs: phaseMs(transferUs),
    totalMs: phaseMs(dnsUs + connectUs + tlsUs + ttfbUs + transferUs),
  };
}
