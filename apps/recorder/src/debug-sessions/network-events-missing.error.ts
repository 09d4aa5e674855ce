/** A summary came before all network events of its run were stored. */
export class NetworkEventsMissingError extends Error {
  readonly code = 'EVENTS_MISSING';

  constructor(sessionId: string, stored: number, expected: number) {
    super(`of debug session ${sessionId} ${stored} of ${expected} network events are stored`);
    this.name = 'NetworkEventsMissingError';
  }
}
