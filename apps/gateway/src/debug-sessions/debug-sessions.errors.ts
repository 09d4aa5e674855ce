import type { ArtifactName } from '@wakeful/contracts';
import { NotFoundError, RequestError } from '../http/request-error.js';

/** The debug session does not exist, or no longer does. */
export class DebugSessionNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('debug session', id);
  }
}

/** The session has no such file: it has not ended, or its browser brought none. */
export class ArtifactNotFoundError extends RequestError {
  constructor(id: string, artifact: ArtifactName) {
    super('not-found', 404, `The debug session ${id} has no ${artifact}.`);
  }
}

/** The session had such a file. */
export class ArtifactGoneError extends RequestError {
  constructor(id: string, artifact: ArtifactName) {
    super(
      'artifact-gone',
      410,
      `The ${artifact} of the debug session ${id} has expired: artifacts are kept for a limited number of days (DEBUG_RETENTION_DAYS).`,
    );
  }
}

/** The files of debug sessions cannot be read now. */
export class ArtifactsUnavailableError extends RequestError {
  constructor(cause: unknown) {
    super(
      'artifacts-unavailable',
      503,
      'Debug session artifacts are currently unavailable. Try again in a few seconds.',
      { cause },
    );
  }
}

/** Too many debug sessions are already queued. */
export class TooManyDebugSessionsError extends RequestError {
  constructor(waiting: number, where: string) {
    super(
      'too-many-debug-sessions',
      429,
      `${waiting} debug sessions ${where} are already queued. Try again when some of them have ended.`,
    );
  }
}
