/** A problem response of the API (RFC 9457) as an error. Its message can be shown to users. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    message: string,
    readonly status: number,
    readonly requestId: string | null,
    /** The invalid fields of the request, if any. */
    readonly fields: readonly { path: string; message: string }[],
  ) {
    super(message);
  }
}

/** The server could not be reached. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(cause: unknown) {
    super('Cannot reach Wakeful. Check that it is running and that you are online.', { cause });
  }
}

interface ProblemBody {
  detail?: string;
  title?: string;
  requestId?: string;
  errors?: { path: string; message: string }[];
}

export function problemOf(status: number, body: unknown): Problem {
  const { detail, title, requestId, errors } = (typeof body === 'object' && body !== null ? body : {}) as ProblemBody;
  return new Problem(
    detail ?? title ?? `The server responded with HTTP ${status}.`,
    status,
    requestId ?? null,
    errors ?? [],
  );
}
