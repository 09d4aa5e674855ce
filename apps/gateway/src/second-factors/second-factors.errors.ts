import { NotFoundError, RequestError } from '../http/request-error.js';

/** A user has one authenticator app at a time: the old one has to go first. */
export class TotpExistsError extends RequestError {
  constructor() {
    super('totp-exists', 409, 'An authenticator app is already set up. Remove it before you set up another one.');
  }
}

/** There is no authenticator app to confirm or to remove. */
export class TotpNotStartedError extends RequestError {
  constructor() {
    super('totp-not-started', 409, 'No authenticator app is being set up. Start again.');
  }
}

/** There is nothing that recovery codes would stand in for. */
export class NoSecondFactorError extends RequestError {
  constructor() {
    super('no-second-factor', 409, 'There is no second factor yet. You get recovery codes when you set one up.');
  }
}

/** No such passkey of this user, or no more. */
export class PasskeyNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('passkey', id);
  }
}

/** The same authenticator again. */
export class DuplicatePasskeyError extends RequestError {
  constructor(cause: unknown) {
    super('passkey-duplicate', 409, 'This passkey is already registered.', { cause });
  }
}
