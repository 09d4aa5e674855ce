import { decode, isTooLarge } from './content-coding.js';
import { ProbeFailure } from './failure/probe-failure.js';

const MAX_CODINGS = 3;

/** The codings of a content-encoding header in the order in which they were applied, without `identity`. */
export function readCodings(contentEncoding: string | undefined): string[] {
  if (contentEncoding === undefined || contentEncoding === '') return [];
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => coding !== '' && coding !== 'identity');
}

async function decodeOne(wire: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  let body: Buffer | null;
  try {
    // At least 1, as zlib takes no smaller limit; the caller compares exactly.
    body = await decode(wire, coding, Math.max(1, maxBytes));
  } catch (cause) {
    if (isTooLarge(cause)) throw decodedTooLarge(maxBytes, cause);
    throw new ProbeFailure('network', `The body is not valid ${coding}, as its content-encoding says`, { cause });
  }
  if (body) return body;
  throw new ProbeFailure('network', `The body has a content-encoding that is not known: ${coding.slice(0, 40)}`);
}

const decodedTooLarge = (maxBytes: number, cause?: unknown): ProbeFailure =>
  new ProbeFailure('body_too_large', `The body is larger than ${maxBytes.toLocaleString('en-US')} bytes once decoded`, {
    cause,
  });

/**
 * Undoes the codings of a body with at most `maxBytes` of output each, so that a zip bomb costs no more than that. Throws a {@link ProbeFailure} `body_too_large` or, for bytes that do not decode, `network`.
 */
export async function decodeBody(wire: Buffer, codings: readonly string[], maxBytes: number): Promise<Buffer> {
  if (wire.length === 0) return wire;
  if (codings.length > MAX_CODINGS) throw new ProbeFailure('network', 'The body is encoded too many times over');
  let body = wire;
  for (const coding of codings.toReversed()) body = await decodeOne(body, coding, maxBytes);
  if (body.length > maxBytes) throw decodedTooLarge(maxBytes);
  return body;
}

const charsetParameter = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

/** The text of a body: in the charset that the content-type names, UTF-8 when it names none or an unknown one. */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  const label = charsetParameter.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
