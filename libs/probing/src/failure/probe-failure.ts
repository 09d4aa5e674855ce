import type { FailureReason } from '@wakeful/contracts';

/** Why a probe did not get an answer that it can judge. The message is a sentence for a person. */
export class ProbeFailure extends Error {
  readonly code = 'PROBE_FAILED';
  override readonly name = 'ProbeFailure';

  constructor(
    readonly reason: FailureReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** A refused target and a fault of this machine say nothing about the site. */
  get status(): 'down' | 'unknown' {
    return this.reason === 'blocked' || this.reason === 'checker_fault' ? 'unknown' : 'down';
  }
}
