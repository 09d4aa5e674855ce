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
