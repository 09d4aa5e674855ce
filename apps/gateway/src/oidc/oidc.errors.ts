import { RequestError } from '../http/request-error.js';

export class OidcNotConfiguredError extends RequestError {
  constructor() {
    super('oidc-not-configured', 404, 'OIDC login is disabled: OIDC_ISSUER is not set.');
  }
}

/** The identity provider cannot be reached, or does not speak OpenID Connect. */
export class OidcUnreachableError extends RequestError {
  constructor(cause: unknown) {
    super('oidc-unreachable', 503, 'The identity provider is currently unavailable.', {
      cause,
      headers: { 'retry-after': '5' },
    });
  }
}

/** The way back from the identity provider does not belong to a way there, or does not prove anything. */
export class OidcRefusedError extends RequestError {
  constructor(sentence: string, cause?: unknown) {
    super('oidc-refused', 401, sentence, { cause });
  }
}

/** The identity provider says who it is, and they may not come in. */
export class OidcForbiddenError extends RequestError {
  constructor(sentence: string) {
    super('oidc-forbidden', 403, sentence);
  }
}

/** Profiles may contain any address: only one that the provider has verified identifies a user. */
export class UnverifiedEmailError extends OidcForbiddenError {
  constructor(email: string) {
    super(
      `The identity provider does not say that ${email} is verified (claim "email_verified"), so it identifies no user. ` +
        'Verify the address there, or ask an admin for a login link.',
    );
  }
}
