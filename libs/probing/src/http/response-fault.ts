/** What is wrong with an answer that cannot be read as HTTP/1.x, or not to its end. */
export type ResponseFaultKind =
  'empty' | 'not_http' | 'head_cut' | 'head_invalid' | 'head_too_large' | 'body_cut' | 'body_invalid';

/** An answer that browsers refuse, too. The message is a sentence for a person and quotes none of the answer's values. */
export class ResponseFault extends Error {
  readonly code = 'RESPONSE_FAULT';
  override readonly name = 'ResponseFault';

  constructor(
    readonly kind: ResponseFaultKind,
    message: string,
    /** The status code of the answer's status line, when that was readable. */
    readonly httpStatus: number | null = null,
  ) {
    super(message);
  }
}
