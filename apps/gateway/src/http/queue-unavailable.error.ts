import { RequestError } from './request-error.js';

/** The request could not be handed on. */
export class QueueUnavailableError extends RequestError {
  constructor(cause: unknown) {
    super('queue-unavailable', 503, 'The message queue is currently unavailable. Try again in a few seconds.', {
      cause,
    });
  }
}
