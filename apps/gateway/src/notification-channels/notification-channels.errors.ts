import { NotFoundError, RequestError } from '../http/request-error.js';

/** The channel does not exist, or no longer does. */
export class ChannelNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('notification channel', id);
  }
}

/** The incidents of a channel could not be closed at its receiver. */
export class ChannelIncidentsOpenError extends RequestError {
  /** @param count null: not known */
  constructor(count: number | null, why: string, cause?: unknown) {
    const what = count === null ? 'Incidents' : count === 1 ? '1 incident' : `${count} incidents`;
    const sentence =
      `${what} of this channel may be open at its receiver and could not be closed there: ${why} ` +
      'Try again later, or close them yourself and delete the channel with leaveOpen=true.';
    super('notification-channel-incidents-open', 409, sentence, { cause });
  }
}

/** Another channel has this name. */
export class DuplicateChannelError extends RequestError {
  constructor(name: string, cause: unknown) {
    super('notification-channel-duplicate', 409, `A notification channel named "${name}" already exists.`, {
      cause,
      errors: [{ path: 'name', message: 'is already used by another channel' }],
    });
  }
}

/** No notifier could be asked. */
export class NotifierUnreachableError extends RequestError {
  constructor(cause: unknown) {
    super('notifier-unreachable', 503, 'No notifier is currently available.', { cause });
  }
}

/** A notifier was asked and did not answer. */
export class NotifierSilentError extends RequestError {
  constructor(waitedMs: number, cause: unknown) {
    super('notifier-silent', 504, `The notifier did not respond within ${waitedMs} ms.`, { cause });
  }
}

/** A notifier reported a failure or sent an unintelligible reply. */
export class NotifierFaultError extends RequestError {
  constructor(cause: unknown) {
    super('notifier-fault', 502, 'The notifier could not send this message.', { cause });
  }
}
