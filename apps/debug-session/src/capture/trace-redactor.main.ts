import type { RedactionState } from './redaction.js';
import { Redaction } from './redaction.js';
import { copyTraceWithoutSecrets, TraceTooLargeError } from './trace-file.js';

/** What the service sends to this process. It comes over the channel between the two, as arguments can be read by others. */
export interface TraceJob {
  from: string;
  to: string;
  maxBytes: number;
  redaction: RedactionState;
}

/** What this process answers, once. */
export type TraceAnswer = 'done' | 'too large';

process.once('message', (job: TraceJob) => {
  copyTraceWithoutSecrets(job.from, job.to, Redaction.of(job.redaction), job.maxBytes)
    .then((): TraceAnswer => 'done')
    .catch((error: unknown): TraceAnswer => {
      if (error instanceof TraceTooLargeError) return 'too large';
      throw error;
    })
    .then((answer) => process.send?.(answer, () => process.exit(0)))
    // The service sees that this process ended without an answer.
    .catch(() => process.exit(1));
});
// The service is gone.
process.once('disconnect', () => process.exit(1));
