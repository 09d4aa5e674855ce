import { NotFoundError, RequestError } from '../http/request-error.js';

/** No such channel, or no more. */
export class ChannelNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('notification channel', id);
  }
}

/** Another channel has this name. */
export class DuplicateChannelError extends RequestError {
  constructor(name: string, cause: unknown) {
    super('notification-channel-duplicate', 409, `There already is a notification channel "${name}".`, {
      cause,
      errors: [{ path: 'name', message: 'is already the name of another channel' }],
    });
  }
}

/** No notifier could be asked. */
export class NotifierUnreachableError extends RequestError {
  constructor(cause: unknown) {
    super('notifier-unreachable', 503, 'No notifier can be reached at the moment.', { cause });
  }
}

/** A notifier was asked and did not answer. */
export class NotifierSilentError extends RequestError {
  constructor(waitedMs: number, cause: unknown) {
    super('notifier-silent', 504, `The notifier did not answer within ${waitedMs} ms.`, { cause });
  }
}

/** A notifier answered that it could not, or something that nobody understands. */
export class NotifierFaultError extends RequestError {
  constructor(cause: unknown) {
    super('notifier-fault', 502, 'The notifier could not send this message.', { cause });
  }
}
