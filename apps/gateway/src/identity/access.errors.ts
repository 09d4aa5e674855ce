import type { Role } from '@wakeful/contracts';
import { RequestError } from '../http/request-error.js';

/** What may be tried, as RFC 9110, 11.6.1, demands. */
const CHALLENGES = 'Bearer realm="Wakeful", Basic realm="Wakeful", charset="UTF-8"';

/** The request is not authenticated, or its credentials are invalid. */
export class UnauthenticatedError extends RequestError {
  constructor(sentence: string, code = 'unauthenticated') {
    super(code, 401, sentence, { headers: { 'www-authenticate': CHALLENGES } });
  }
}

/** The password or the login link was right, and there is a second factor. */
export class SecondFactorNeededError extends UnauthenticatedError {
  constructor() {
    super(
      'This account requires a second factor: also send a code of the authenticator app or a recovery code, or log in with ' +
        'a passkey. Scripts need an API key.',
      'second-factor-needed',
    );
  }
}

/** A login link that was used, has expired, or belongs to a disabled user. The answer does not say which. */
export class LoginLinkEndedError extends UnauthenticatedError {
  constructor() {
    super('This login link was already used or has expired. Ask an admin for a new one.', 'login-link-ended');
  }
}

/** It is known who sent a request, and they may not do this. */
export class ForbiddenError extends RequestError {
  constructor(sentence: string) {
    super('forbidden', 403, sentence);
  }
}

const article = (role: Role): string => (role === 'viewer' ? 'a viewer' : `an ${role}`);

export class RoleMissingError extends ForbiddenError {
  constructor(has: Role, needed: Role) {
    super(`This requires the role ${needed}; you are ${article(has)}.`);
  }
}

export class KeyForbiddenError extends ForbiddenError {
  constructor(needed: Role | 'none') {
    super(
      needed === 'none'
        ? 'This is not available with an API key.'
        : `This requires an API key with the scope "${needed}".`,
    );
  }
}

/** An admin requires a second factor of all users, and this user has none yet. */
export class SecondFactorRequiredError extends RequestError {
  constructor() {
    super('second-factor-required', 403, 'A second factor is required. Set one up on the account page first.');
  }
}

/** The session is valid, but its user has not authenticated recently. */
export class ConfirmationNeededError extends RequestError {
  constructor() {
    super(
      'confirmation-needed',
      403,
      'Confirm that it is you: enter your password again, use a passkey, or log in again. Your last login was more than ' +
        '10 minutes ago.',
    );
  }
}

/** A page of another site made a browser send this. */
export class CrossSiteError extends RequestError {
  constructor() {
    super('cross-site', 403, 'Cross-site request refused. If this is your site, check PUBLIC_URL.');
  }
}

/** More requests than the limit allows. */
export class TooManyRequestsError extends RequestError {
  constructor(retryAfterSeconds: number) {
    super('too-many-requests', 429, `Too many requests. Try again in ${retryAfterSeconds} s.`, {
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  }
}

/** So many wrong passwords that the next one is not even looked at. */
export class TooManyLoginsError extends RequestError {
  constructor(retryAfterSeconds: number) {
    super('too-many-logins', 429, `Too many login attempts. Try again in ${retryAfterSeconds} s.`, {
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  }
}

/** More passwords wait to be verified than there is room for. */
export class LoginsBusyError extends RequestError {
  constructor() {
    super('logins-busy', 503, 'Too many simultaneous logins. Try again in a second.', {
      headers: { 'retry-after': '1' },
    });
  }
}
