import type { Role } from '@wakeful/contracts';
import { RequestError } from '../http/request-error.js';

/** The request is not authenticated, or its credentials are invalid. */
export class UnauthenticatedError extends RequestError {
  /** @param challenges what the sender may try, as in WWW-Authenticate */
  constructor(sentence: string, challenges = 'Bearer realm="Wakeful", Basic realm="Wakeful", charset="UTF-8"') {
    super('unauthenticated', 401, sentence, { headers: { 'www-authenticate': challenges } });
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
