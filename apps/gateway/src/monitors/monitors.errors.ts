import { NotFoundError, RequestError } from '../http/request-error.js';

/** The monitor does not exist, or no longer does. */
export class MonitorNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('monitor', id);
  }
}

/** Another monitor already monitors this URL with this method. */
export class DuplicateMonitorError extends RequestError {
  constructor(method: string, url: string, cause: unknown) {
    super('monitor-duplicate', 409, `A monitor for ${method} ${url} already exists.`, {
      cause,
      errors: [{ path: 'url', message: 'is already monitored with this method' }],
    });
  }
}
