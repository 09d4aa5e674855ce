import { type CheckOutcome, phases } from '@wakeful/contracts';
import { type Span, stepOf } from '@wakeful/platform';

/** Tells a trace what a probe saw, and how long each of its phases took. They follow each other without a gap. */
export function tracePhases(
  span: Span,
  startedMs: number,
  { status, reason, httpStatus, timings }: CheckOutcome,
): void {
  if (!span.isRecording()) return;
  span.setAttribute('wakeful.status', status);
  if (reason) span.setAttribute('wakeful.reason', reason);
  if (httpStatus) span.setAttribute('http.response.status_code', httpStatus);
  let atMs = startedMs;
  for (const phase of phases) {
    const durationMs = timings[`${phase}Us`] / 1000;
    if (durationMs > 0) stepOf(span, phase, { startMs: atMs }).end(atMs + durationMs);
    atMs += durationMs;
  }
}
