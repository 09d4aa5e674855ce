import type { ResponseHead } from '../http/response-head.js';
import { readText } from './body-text.js';
import { decodeBody, readCodings } from './decode-body.js';

/** The text of a body for which the status speaks already: one that does not decode, or has no head, is empty. */
export async function readLeniently(wire: Buffer, head: ResponseHead | null, maxBytes: number): Promise<string> {
  if (!head) return '';
  const codings = readCodings(head.values('content-encoding'));
  const bytes = await decodeBody(wire, codings, maxBytes).then(
    (decoded) => decoded.bytes,
    () => Buffer.alloc(0),
  );
  return readText(bytes, head.values('content-type'));
}
