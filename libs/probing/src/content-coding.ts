import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

interface Limits {
  maxOutputLength: number;
  chunkSize: number;
}

/** One content-coding, twice: on the event loop, and off it at four times the CPU. */
interface Decoder {
  now: (wire: Buffer, limits: Limits) => Buffer;
  aside: (wire: Buffer, limits: Limits) => Promise<Buffer>;
}

/** What is small is decoded at once; both limits together keep that well under a millisecond or two. */
const SMALL_WIRE_BYTES = 65_536;
const SMALL_OUTPUT_BYTES = 262_144;
/** Node's own 16 KiB means a round trip to the thread pool for every 16 KiB. */
const CHUNK_BYTES = 65_536;
/** RFC 9659: a zstd window in HTTP is at most 8 MiB, so that a few bytes cannot ask for gigabytes of memory. */
const ZSTD_MAX_WINDOW_LOG = 23;

const zstdParams = { params: { [zlib.constants.ZSTD_d_windowLogMax]: ZSTD_MAX_WINDOW_LOG } };
const zstdAside = promisify(zlib.zstdDecompress);

const gzip: Decoder = { now: zlib.gunzipSync, aside: promisify(zlib.gunzip) };
const inflate: Decoder = { now: zlib.inflateSync, aside: promisify(zlib.inflate) };
const inflateRaw: Decoder = { now: zlib.inflateRawSync, aside: promisify(zlib.inflateRaw) };
const brotli: Decoder = { now: zlib.brotliDecompressSync, aside: promisify(zlib.brotliDecompress) };
const zstd: Decoder = {
  now: (wire, limits) => zlib.zstdDecompressSync(wire, { ...limits, ...zstdParams }),
  aside: (wire, limits) => zstdAside(wire, { ...limits, ...zstdParams }),
};

/** "deflate" means the zlib format, but some servers send the bare stream: the first two bytes tell (RFC 1950). */
function deflateFor(wire: Buffer): Decoder {
  const hasZlibHeader = wire.length > 1 && (wire.readUInt8(0) & 0x0f) === 8 && wire.readUInt16BE(0) % 31 === 0;
  return hasZlibHeader ? inflate : inflateRaw;
}

function decoderFor(coding: string, wire: Buffer): Decoder | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return gzip;
    case 'deflate':
      return deflateFor(wire);
    case 'br':
      return brotli;
    case 'zstd':
      return zstd;
    default:
      return null;
  }
}

/** Whether an error of {@link decode} means that the output would be larger than allowed. */
export function isTooLarge(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
}

/**
 * Undoes one content-coding; null when it is not known. Rejects with zlib's error when the bytes are broken or when
 * more than `maxBytes` (at least 1) would come out, see {@link isTooLarge}.
 */
export async function decode(wire: Buffer, coding: string, maxBytes: number): Promise<Buffer | null> {
  const decoder = decoderFor(coding, wire);
  if (!decoder) return null;
  if (wire.length <= SMALL_WIRE_BYTES) {
    const maxOutputLength = Math.min(maxBytes, SMALL_OUTPUT_BYTES);
    try {
      return decoder.now(wire, { maxOutputLength, chunkSize: CHUNK_BYTES });
    } catch (error) {
      if (!isTooLarge(error) || maxOutputLength === maxBytes) throw error;
    }
  }
  return decoder.aside(wire, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES });
}
