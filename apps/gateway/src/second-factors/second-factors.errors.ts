import { NotFoundError, RequestError } from '../http/request-error.js';

/** A user has one authenticator app at a time: the old one has to go first. */
export class TotpExistsError extends RequestError {
  constructor() {
    super('totp-exists', 409, 'An authenticator app is set up already. Remove it before you set another one up.');
  }
}

/** Its first step was not done, or too much has happened since. */
export class TotpNotStartedError extends RequestError {
  constructor() {
    super('totp-not-started', 409, 'There is no authenticator app whose code could be confirmed. Begin anew.');
  }
}

/** There is nothing that recovery codes would stand in for. */
export class NoSecondFactorError extends RequestError {
  constructor() {
    super('no-second-factor', 409, 'There is no second factor yet. Set one up, and you get recovery codes with it.');
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
    super('passkey-duplicate', 409, 'This passkey is known already.', { cause });
  }
}
