/** A problem response of the API (RFC 9457) as an error. Its message can be shown to users. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    message: string,
    readonly status: number,
    readonly requestId: string | null,
    /** The invalid fields of the request, if any. */
    readonly fields: readonly { path: string; message: string }[],
    /** The stable name of the kind of problem. */
    readonly code: string | null = null,
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

export const isProblem = (error: unknown, code: string): boolean => error instanceof Problem && error.code === code;

interface ProblemBody {
  type?: string;
  detail?: string;
  title?: string;
  requestId?: string;
  errors?: { path: string; message: string }[];
}

export function problemOf(status: number, body: unknown): Problem {
  const { type, detail, title, requestId, errors } = (
    typeof body === 'object' && body !== null ? body : {}
  ) as ProblemBody;
  const sentence = detail ?? title ?? `The server responded with HTTP ${status}.`;
  return new Problem(sentence, status, requestId ?? null, errors ?? [], type?.split(':').at(-1) ?? null);
}
