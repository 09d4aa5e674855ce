import { NotFoundError, RequestError } from '../http/request-error.js';

/** No such monitor, or no more. */
export class MonitorNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('monitor', id);
  }
}

/** Another monitor already watches this URL with this method. */
export class DuplicateMonitorError extends RequestError {
  constructor(method: string, url: string, cause: unknown) {
    super('monitor-duplicate', 409, `There already is a monitor for ${method} ${url}.`, {
      cause,
      errors: [{ path: 'url', message: 'is already monitored with this method' }],
    });
  }
}
