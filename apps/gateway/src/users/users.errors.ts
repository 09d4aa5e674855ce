import { NotFoundError, RequestError } from '../http/request-error.js';

/** The user does not exist, or no longer does. */
export class UserNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('user', id);
  }
}

/** Another user has this email address. */
export class DuplicateUserError extends RequestError {
  constructor(email: string, cause: unknown) {
    super('user-duplicate', 409, `A user with the email address ${email} already exists.`, {
      cause,
      errors: [{ path: 'email', message: 'is already in use' }],
    });
  }
}

/** No user would be left who can manage users. */
export class LastAdminError extends RequestError {
  constructor() {
    super('last-admin', 409, 'This is the last admin. Make another user an admin first.');
  }
}
