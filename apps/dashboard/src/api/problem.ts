/** What the API says when it cannot do something: RFC 9457, as an error. Its message is for people. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    message: string,
    readonly status: number,
    readonly requestId: string | null,
    /** Which fields of what was sent are wrong, if it is about fields. */
    readonly fields: readonly { path: string; message: string }[],
  ) {
    super(message);
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(cause: unknown) {
    super('Wakeful cannot be reached. Is it running, and are you online?', { cause });
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
  return new Problem(detail ?? title ?? `The server answered ${status}.`, status, requestId ?? null, errors ?? []);
}
