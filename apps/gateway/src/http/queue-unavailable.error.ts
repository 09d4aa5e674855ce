import { RequestError } from './request-error.js';

/** The request could not be handed on. */
export class QueueUnavailableError extends RequestError {
  constructor(cause: unknown) {
    super('queue-unavailable', 503, 'The message queue takes nothing at the moment. Try again in a few seconds.', {
      cause,
    });
  }
}
