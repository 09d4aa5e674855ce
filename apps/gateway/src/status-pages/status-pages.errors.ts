import { NotFoundError, RequestError } from '../http/request-error.js';

/** No such status page, or no more. */
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
    super('status-page-duplicate', 409, `There already is a status page with this ${field}.`, {
      cause,
      errors: [{ path: field, message: 'is already that of another page' }],
    });
  }
}

/** There is nothing to prove. */
export class NoDomainError extends RequestError {
  constructor() {
    super('no-domain', 409, 'This status page has no domain of its own. Give it one first.');
  }
}

/** The owner of the domain has not said that it may be this page's, or name servers do not know yet. */
export class DomainNotProvedError extends RequestError {
  constructor(wanted: { name: string; value: string }, found: readonly string[]) {
    const instead = found.length === 0 ? 'There is none yet' : `There is: ${found.join(', ').slice(0, 200)}`;
    super(
      'domain-not-proved',
      409,
      `${wanted.name} has no TXT record with the value ${wanted.value}. ${instead}. A new record may take an hour to be seen.`,
    );
  }
}

/** No name server has an answer, neither yes nor no. */
export class DomainLookUpError extends RequestError {
  constructor(name: string, cause: unknown) {
    super('domain-look-up-failed', 503, `No name server answers about ${name} at the moment. Try again.`, {
      cause,
      headers: { 'retry-after': '10' },
    });
  }
}
