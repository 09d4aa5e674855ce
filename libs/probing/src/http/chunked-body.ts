import { ResponseFault } from './response-fault.js';
import type { NoteOddity } from './response-head.js';

const LF = 10;
const CR = 13;
/** As in Chromium. */
const MAX_LINE_BYTES = 16_384;
/** All lines after the last chunk together. */
const MAX_TRAILER_BYTES = 262_144;
/** A signed 64 bit integer, in digits without leading zeros: more is no size. */
const MAX_SIZE_DIGITS = 15;
const MAX_SIZE = 0x7fffffffffffffffn;

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const strictSizeLine = new RegExp(
  `^[0-9A-Fa-f]+(?:[ \\t]*;[ \\t]*${token}(?:[ \\t]*=[ \\t]*(?:${token}|"(?:[^"\\\\]|\\\\.)*"))?)*$`,
);
const strictTrailer = new RegExp(`^${token}:`);

const lineEnds = 'Lines between the chunks of the body end in LF only, without CR.';
const strayingSize = 'A chunk of the body is announced with more than its size and extensions.';
const strayingTrailer = 'A line after the last chunk is no header.';

function readSize(line: string): number | null {
  const digits = /^([0-9A-Fa-f]+) *(?:;|$)/.exec(line)?.[1]?.replace(/^0+(?=.)/, '');
  if (digits === undefined || digits.length > MAX_SIZE_DIGITS + 1 || BigInt(`0x${digits}`) > MAX_SIZE) return null;
  return Number.parseInt(digits, 16);
}

/**
 * Undoes the chunked transfer coding (RFC 9112 section 7.1), piece by piece, and takes what Chromium's
 * `HttpChunkedDecoder` takes: extensions of any form, blanks after a size, lines that end in LF, any trailer.
 */
export class ChunkedBody {
  #state: 'size' | 'data' | 'dataEnd' | 'trailer' | 'done' = 'size';
  #remaining = 0;
  #line: Buffer | null = null;
  #trailerBytes = 0;

  constructor(
    private readonly onData: (data: Buffer) => void,
    private readonly odd: NoteOddity,
  ) {}

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Takes bytes as they come. How many of them belong to the body, or what is wrong with it. */
  push(chunk: Buffer): number | ResponseFault {
    let at = 0;
    while (at < chunk.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        at = this.#pass(chunk, at);
        continue;
      }
      const lf = chunk.indexOf(LF, at);
      const part = chunk.subarray(at, lf < 0 ? chunk.length : lf);
      const line = this.#line ? Buffer.concat([this.#line, part]) : part;
      if (line.length > MAX_LINE_BYTES)
        return refuse('The body is badly chunked: a line between the chunks is too long');
      if (lf < 0) {
        this.#line = Buffer.from(line);
        return chunk.length;
      }
      this.#line = null;
      at = lf + 1;
      const fault = this.#readLine(line);
      if (fault) return fault;
    }
    return at;
  }

  #pass(chunk: Buffer, from: number): number {
    const to = Math.min(chunk.length, from + this.#remaining);
    this.onData(chunk.subarray(from, to));
    this.#remaining -= to - from;
    if (this.#remaining === 0) this.#state = 'dataEnd';
    return to;
  }

  #readLine(bytes: Buffer): ResponseFault | null {
    const hasReturn = bytes.at(-1) === CR;
    if (!hasReturn) this.odd(lineEnds);
    const line = bytes.toString('latin1', 0, bytes.length - (hasReturn ? 1 : 0));
    switch (this.#state) {
      case 'size':
        return this.#readSizeLine(line);
      case 'dataEnd':
        if (line !== '') return refuse('The body is badly chunked: a chunk is longer than it says');
        this.#state = 'size';
        return null;
      default:
        return this.#readTrailer(line);
    }
  }

  #readSizeLine(line: string): ResponseFault | null {
    const size = readSize(line);
    if (size === null) return refuse('The body is badly chunked: the size of a chunk is no number that can be');
    if (!strictSizeLine.test(line)) this.odd(strayingSize);
    this.#remaining = size;
    this.#state = size === 0 ? 'trailer' : 'data';
    return null;
  }

  #readTrailer(line: string): ResponseFault | null {
    this.#trailerBytes += line.length + 2;
    if (this.#trailerBytes > MAX_TRAILER_BYTES)
      return refuse('The lines after the last chunk of the body are too many');
    if (line === '') this.#state = 'done';
    else if (!strictTrailer.test(line)) this.odd(strayingTrailer);
    return null;
  }
}

const refuse = (message: string): ResponseFault => new ResponseFault('body_invalid', message);
