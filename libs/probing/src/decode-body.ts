import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { ProbeFailure } from './probe-failure.js';

type Decode = (wire: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** RFC 9659: a zstd window in HTTP is at most 8 MiB, so that a few bytes cannot ask for gigabytes of memory. */
const ZSTD_MAX_WINDOW_LOG = 23;
const MAX_CODINGS = 3;

const gunzip: Decode = promisify(zlib.gunzip);
const inflateZlib: Decode = promisify(zlib.inflate);
const inflateRaw: Decode = promisify(zlib.inflateRaw);
const brotli: Decode = promisify(zlib.brotliDecompress);
const zstdDecompress = promisify(zlib.zstdDecompress);

const zstd: Decode = (wire, options) =>
  zstdDecompress(wire, { ...options, params: { [zlib.constants.ZSTD_d_windowLogMax]: ZSTD_MAX_WINDOW_LOG } });

/** "deflate" means the zlib format, but some servers send the bare stream: the first two bytes tell (RFC 1950). */
const deflate: Decode = (wire, options) => {
  const hasZlibHeader = wire.length > 1 && (wire.readUInt8(0) & 0x0f) === 8 && wire.readUInt16BE(0) % 31 === 0;
  return (hasZlibHeader ? inflateZlib : inflateRaw)(wire, options);
};

const decoders = new Map<string, Decode>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', deflate],
  ['br', brotli],
  ['zstd', zstd],
]);

/** The codings of a content-encoding header in the order in which they were applied, without `identity`. */
export function readCodings(contentEncoding: string | undefined): string[] {
  if (contentEncoding === undefined || contentEncoding === '') return [];
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => coding !== '' && coding !== 'identity');
}

async function decodeOne(wire: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const decode = decoders.get(coding);
  if (!decode)
    throw new ProbeFailure('network', `The body has a content-encoding that is not known: ${coding.slice(0, 40)}`);
  try {
    // At least 1, as zlib takes no smaller limit; the caller compares exactly.
    return await decode(wire, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw decodedTooLarge(maxBytes, cause);
    throw new ProbeFailure('network', `The body is not valid ${coding}, as its content-encoding says`, { cause });
  }
}

const decodedTooLarge = (maxBytes: number, cause?: unknown): ProbeFailure =>
  new ProbeFailure('body_too_large', `The body is larger than ${maxBytes.toLocaleString('en-US')} bytes once decoded`, {
    cause,
  });

/**
 * Undoes the codings of a body, off the event loop and with at most `maxBytes` of output, so that a zip bomb costs no
 * more than that. Throws a {@link ProbeFailure} `body_too_large` or, for bytes that do not decode, `network`.
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
