import { NotFoundError, RequestError } from '../http/request-error.js';

/** The status page does not exist, or no longer does. */
export class StatusPageNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('status page', id);
  }
}

/** No such update on this page. */
export class StatusUpdateNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('status update', id);
  }
}

/** Another page has this slug or this domain. */
export class DuplicateStatusPageError extends RequestError {
  constructor(field: 'slug' | 'domain', cause: unknown) {
    super('status-page-duplicate', 409, `A status page with this ${field} already exists.`, {
      cause,
      errors: [{ path: field, message: 'is already used by another page' }],
    });
  }
}

/** There is no domain to verify. */
export class NoDomainError extends RequestError {
  constructor() {
    super('no-domain', 409, 'This status page has no domain of its own. Give it one first.');
  }
}

/** The domain does not have the TXT record, or name servers do not know it yet. */
export class DomainNotProvedError extends RequestError {
  constructor(wanted: { name: string; value: string }, found: readonly string[]) {
    const instead = found.length === 0 ? 'It has none yet' : `Found: ${found.join(', ').slice(0, 200)}`;
    super(
      'domain-not-proved',
      409,
      `${wanted.name} has no TXT record with the value ${wanted.value}. ${instead}. New records may take up to an hour to appear.`,
    );
  }
}

/** The name servers did not answer. */
export class DomainLookUpError extends RequestError {
  constructor(name: string, cause: unknown) {
    super('domain-look-up-failed', 503, `The name servers did not answer for ${name}. Try again.`, {
      cause,
      headers: { 'retry-after': '10' },
    });
  }
}
