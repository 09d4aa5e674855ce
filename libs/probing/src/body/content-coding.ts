import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { gzipHeaderBytes } from './gzip-header.js';

interface Options {
  maxOutputLength?: number;
  chunkSize: number;
  finishFlush?: number;
  params?: Record<number, number>;
}

/** One content-coding, three times: on the event loop, off it at four times the CPU, and as far as someone reads. */
interface Decoder {
  now: (wire: Buffer, options: Options) => Buffer;
  aside: (wire: Buffer, options: Options) => Promise<Buffer>;
  piecewise: (options: Options) => Transform;
  /** The flush at which an end in the middle of the data is no error. */
  endAnywhere: number;
}

/** What became of one coding of a body. */
export interface Decoded {
  bytes: Buffer;
  /** More than was allowed would have come out; `bytes` are the beginning. */
  isTooLarge: boolean;
  /** What strayed, in a sentence; null when nothing did. */
  oddity: string | null;
}

/** What is small is decoded at once; both limits together keep that well under a millisecond or two. */
const SMALL_WIRE_BYTES = 65_536;
const SMALL_OUTPUT_BYTES = 262_144;
/** Node's own 16 KiB means a round trip to the thread pool for every 16 KiB. */
const CHUNK_BYTES = 65_536;
/** RFC 9659: a zstd window in HTTP is at most 8 MiB, so that a few bytes cannot ask for gigabytes of memory. */
const ZSTD_MAX_WINDOW_LOG = 23;
const ZLIB_HEADER_BYTES = 2;

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush, ZSTD_d_windowLogMax } = zlib.constants;

const gzip: Decoder = {
  now: zlib.gunzipSync,
  aside: promisify(zlib.gunzip),
  piecewise: zlib.createGunzip,
  endAnywhere: Z_SYNC_FLUSH,
};
const inflate: Decoder = {
  now: zlib.inflateSync,
  aside: promisify(zlib.inflate),
  piecewise: zlib.createInflate,
  endAnywhere: Z_SYNC_FLUSH,
};
const inflateRaw: Decoder = {
  now: zlib.inflateRawSync,
  aside: promisify(zlib.inflateRaw),
  piecewise: zlib.createInflateRaw,
  endAnywhere: Z_SYNC_FLUSH,
};
const brotli: Decoder = {
  now: zlib.brotliDecompressSync,
  aside: promisify(zlib.brotliDecompress),
  piecewise: zlib.createBrotliDecompress,
  endAnywhere: BROTLI_OPERATION_FLUSH,
};
const zstdAside = promisify(zlib.zstdDecompress);
const withWindow = (options: Options): Options => ({
  ...options,
  params: { [ZSTD_d_windowLogMax]: ZSTD_MAX_WINDOW_LOG },
});
const zstd: Decoder = {
  now: (wire, options) => zlib.zstdDecompressSync(wire, withWindow(options)),
  aside: (wire, options) => zstdAside(wire, withWindow(options)),
  piecewise: (options) => zlib.createZstdDecompress(withWindow(options)),
  endAnywhere: ZSTD_e_flush,
};

/** RFC 1950 section 2.2. */
const hasZlibHeader = (wire: Buffer): boolean =>
  wire.length > 1 && (wire.readUInt8(0) & 0x0f) === 8 && wire.readUInt16BE(0) % 31 === 0;

function decoderFor(coding: string, wire: Buffer): Decoder | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return gzip;
    case 'deflate':
      // It means the zlib format, but some servers send the bare stream: the first two bytes tell.
      return hasZlibHeader(wire) || wire.length < ZLIB_HEADER_BYTES ? inflate : inflateRaw;
    case 'br':
      return brotli;
    case 'zstd':
      return zstd;
    default:
      return null;
  }
}

/** Whether {@link decode} knows a coding, in lower case. */
export const isKnownCoding = (coding: string): boolean => decoderFor(coding, Buffer.alloc(0)) !== null;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

async function run(decoder: Decoder, wire: Buffer, maxBytes: number, finishFlush?: number): Promise<Buffer> {
  const options = { chunkSize: CHUNK_BYTES, ...(finishFlush !== undefined && { finishFlush }) };
  if (wire.length <= SMALL_WIRE_BYTES) {
    const maxOutputLength = Math.min(maxBytes, SMALL_OUTPUT_BYTES);
    try {
      return decoder.now(wire, { ...options, maxOutputLength });
    } catch (error) {
      if (codeOf(error) !== 'ERR_BUFFER_TOO_LARGE' || maxOutputLength === maxBytes) throw error;
    }
  }
  return decoder.aside(wire, { ...options, maxOutputLength: maxBytes });
}

/** The first `maxBytes` that come out; of broken data what came out before. */
async function runAsFarAs(decoder: Decoder, wire: Buffer, maxBytes: number): Promise<Buffer> {
  const stream = decoder.piecewise({
    chunkSize: CHUNK_BYTES,
    finishFlush: decoder.endAnywhere,
  });
  const parts: Buffer[] = [];
  let bytes = 0;
  stream.end(wire);
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= maxBytes) break;
    }
  } catch {
    // It is known to be too large, and what has come is what is wanted.
  }
  return Buffer.concat(parts).subarray(0, maxBytes);
}

/** Where the deflate stream within gzip or zlib data begins; null for other data. */
function bareStreamOf(decoder: Decoder, wire: Buffer): Buffer | null {
  if (decoder === inflate) return wire.subarray(ZLIB_HEADER_BYTES);
  const header = decoder === gzip ? gzipHeaderBytes(wire) : null;
  return header === null ? null : wire.subarray(header);
}

/**
 * Undoes one content-coding; null when it is not known. As browsers do, it takes data that end too early for what
 * comes out of them, and does not look at the checksum behind them. Rejects with zlib's error when the data are broken.
 * @param maxBytes at least 1, as zlib takes no smaller limit
 */
export async function decode(wire: Buffer, coding: string, maxBytes: number): Promise<Decoded | null> {
  const decoder = decoderFor(coding, wire);
  if (!decoder) return null;
  const sound = { isTooLarge: false, oddity: null };
  try {
    return { ...sound, bytes: await run(decoder, wire, maxBytes) };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      return { ...sound, bytes: await runAsFarAs(decoder, wire, maxBytes), isTooLarge: true };
    }
    return decodeStraying(decoder, wire, coding, maxBytes, error);
  }
}

async function decodeStraying(
  decoder: Decoder,
  wire: Buffer,
  coding: string,
  maxBytes: number,
  error: unknown,
): Promise<Decoded> {
  if (codeOf(error) === 'Z_BUF_ERROR') {
    const bytes = await run(decoder, wire, maxBytes, decoder.endAnywhere);
    return { bytes, isTooLarge: false, oddity: `The body ends before its ${coding} data do: what came is read.` };
  }
  const bare = codeOf(error) === 'Z_DATA_ERROR' ? bareStreamOf(decoder, wire) : null;
  if (!bare) throw error;
  const bytes = await run(inflateRaw, bare, maxBytes, Z_SYNC_FLUSH).catch(() => Promise.reject(error as Error));
  return { bytes, isTooLarge: false, oddity: `What follows the ${coding} data of the body is not its checksum.` };
}
