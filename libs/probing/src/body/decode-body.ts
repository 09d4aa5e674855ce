import { ProbeFailure } from '../failure/probe-failure.js';
import { decode, isKnownCoding } from './content-coding.js';

const MAX_CODINGS = 3;
const MAX_SHOWN_CHARACTERS = 40;

/** The codings of a body as its content-encoding names them. */
export interface Codings {
  /** In the order in which they were applied. */
  known: string[];
  /** What is named and is no coding, such as "UTF-8": it is taken for no coding at all. */
  unknown: string[];
}

const none: Codings = { known: [], unknown: [] };

/** Reads content-encoding headers; `identity` is left out. */
export function readCodings(contentEncodings: readonly string[]): Codings {
  if (contentEncodings.length === 0) return none;
  const names = contentEncodings
    .flatMap((value) => value.toLowerCase().split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  return { known: names.filter(isKnownCoding), unknown: names.filter((name) => !isKnownCoding(name)) };
}

/** Whether anything but `identity` is named. */
export const isEncoded = ({ known, unknown }: Codings): boolean => known.length + unknown.length > 0;

const describeUnknown = (name: string): string =>
  `"${name.slice(0, MAX_SHOWN_CHARACTERS)}" is no content-encoding: it is taken for none.`;

/** A body without its codings. */
export interface DecodedBody {
  bytes: Buffer;
  /** More than was allowed would have come out; `bytes` are the beginning. */
  isTooLarge: boolean;
  oddities: string[];
}

/**
 * Undoes the codings of a body with no more than `maxBytes` of output each, so that a zip bomb costs no more than that.
 * @throws ProbeFailure `network` for bytes that do not decode
 */
export async function decodeBody(wire: Buffer, { known, unknown }: Codings, maxBytes: number): Promise<DecodedBody> {
  const asItCame: DecodedBody = { bytes: wire, isTooLarge: false, oddities: unknown.map(describeUnknown) };
  if (wire.length === 0) return { ...asItCame, oddities: [] };
  let body = asItCame;
  if (known.length > MAX_CODINGS) throw new ProbeFailure('network', 'The body is encoded too many times over');
  for (const coding of known.toReversed()) {
    try {
      body = await decodeOne(body, coding, maxBytes);
    } catch (cause) {
      // A header that names what is no coding may be wrong in the rest, too: browsers then take the body as it is.
      if (unknown.length > 0) return { ...asItCame, isTooLarge: wire.length > maxBytes };
      throw new ProbeFailure('network', `The body is not valid ${coding}, as its content-encoding says`, { cause });
    }
  }
  if (body.bytes.length <= maxBytes) return body;
  return { ...body, bytes: body.bytes.subarray(0, maxBytes), isTooLarge: true };
}

async function decodeOne(body: DecodedBody, coding: string, maxBytes: number): Promise<DecodedBody> {
  // At least 1, as zlib takes no smaller limit; the result is compared exactly.
  const decoded = await decode(body.bytes, coding, Math.max(1, maxBytes));
  if (!decoded) return body;
  const { bytes, isTooLarge, oddity } = decoded;
  return {
    bytes,
    isTooLarge: body.isTooLarge || isTooLarge,
    oddities: oddity === null ? body.oddities : [...body.oddities, oddity],
  };
}
