import { RequestError } from '../http/request-error.js';

/** A split would leave an incident without a window, or names windows that are not its own. */
export class SplitRefusedError extends RequestError {
  constructor(why: string) {
    super('split-refused', 409, why);
  }
}
