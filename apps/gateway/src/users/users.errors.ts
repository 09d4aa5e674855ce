import { NotFoundError, RequestError } from '../http/request-error.js';

/** No such user, or no more. */
export class UserNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('user', id);
  }
}

/** Somebody else has this e-mail address. */
export class DuplicateUserError extends RequestError {
  constructor(email: string, cause: unknown) {
    super('user-duplicate', 409, `There already is a user with the e-mail address ${email}.`, {
      cause,
      errors: [{ path: 'email', message: 'is taken' }],
    });
  }
}

/** Nobody would be left who can manage users. */
export class LastAdminError extends RequestError {
  constructor() {
    super('last-admin', 409, 'This is the last admin. Make another user an admin first.');
  }
}
