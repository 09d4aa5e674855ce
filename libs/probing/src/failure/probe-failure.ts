import type { FailureReason, OwnNetworkSuspicion } from '@wakeful/contracts';

export interface ProbeFailureOptions extends ErrorOptions {
  ownNetwork?: OwnNetworkSuspicion | undefined;
}

/** Why a probe did not get an answer that it can judge. The message is a sentence for a person. */
export class ProbeFailure extends Error {
  readonly code = 'PROBE_FAILED';
  override readonly name = 'ProbeFailure';
  /** For every failure before a connection stood: how far it may be of the checker's own network. */
  readonly ownNetwork: OwnNetworkSuspicion | undefined;

  constructor(
    readonly reason: FailureReason,
    message: string,
    { ownNetwork, ...options }: ProbeFailureOptions = {},
  ) {
    super(message, options);
    this.ownNetwork = ownNetwork;
  }

  /** A refused target and a fault of this machine say nothing about the site. */
  get status(): 'down' | 'unknown' {
    return this.reason === 'blocked' || this.reason === 'checker_fault' ? 'unknown' : 'down';
  }
}
