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
