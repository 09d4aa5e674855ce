import { CHUNKED, readBodyLength, UNTIL_CLOSE } from './body-framing.js';
import { ChunkedBody } from './chunked-body.js';
import { describeForeign } from './describe-foreign.js';
import { ResponseFault } from './response-fault.js';
import { readHead, type ResponseHead } from './response-head.js';

/** Receives what a {@link ResponseReader} reads. After an end or a fault nothing more comes but oddities. */
export interface ResponseSink {
  /** The final head, not that of an interim answer (100, 103), and the length of its body, see body-framing.ts. */
  onHead(head: ResponseHead, bodyLength: number): void;
  /** The next bytes of the body, without their transfer coding; a view of the bytes that were pushed, to be copied if kept. */
  onBody(data: Buffer): void;
  onEnd(): void;
  onFault(fault: ResponseFault): void;
  onOddity(sentence: string): void;
}

export interface ReaderOptions {
  /** The answer is to a HEAD request, so it has no body whatever it says. */
  isHeadRequest: boolean;
  /** Over TLS a head that is cut off is refused: an attacker could have cut it. */
  isSecure: boolean;
}

/** As in Chromium: all heads of one answer together, interim ones too. */
export const MAX_HEAD_BYTES = 262_144;
/** Bytes that may stand before the status line, as in Chromium's `HttpUtil::LocateStartOfStatusLine`. */
const MAX_JUNK_BYTES = 4;
const DECIDING_BYTES = 8;
const SWITCHING_PROTOCOLS = 101;
const LF = 10;
const CR = 13;

/** Where the status line begins: -1 when it is nowhere, or not yet known. */
function findStatusLine(bytes: Buffer): number {
  if (bytes.toString('latin1', 0, 4).toLowerCase() === 'icy ') return 0;
  return bytes
    .toString('latin1', 0, MAX_JUNK_BYTES + 4)
    .toLowerCase()
    .indexOf('http');
}

/** Where a head ends, as an index behind its empty line; -1 when it does not end yet. */
function findHeadEnd(bytes: Buffer, from: number): number {
  for (let lf = bytes.indexOf(LF, from); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    if (bytes[lf + 1] === LF) return lf + 2;
    if (bytes[lf + 1] === CR && bytes[lf + 2] === LF) return lf + 3;
  }
  return -1;
}

/**
 * Reads one answer of HTTP/1.x: bytes in, in pieces of any size; head, body and end out. It knows nothing of sockets and
 * times. It follows RFC 9112, and where servers stray from it, Chromium's network stack; what strayed is noted. The same
 * bytes give the same outcome however they are split. It holds no more than the head and one line of a chunked body.
 */
export class ResponseReader {
  #state: 'head' | 'length' | 'chunked' | 'close' | 'done' = 'head';
  /** The beginning of a head that has not ended, in a buffer that grows by doubling. */
  #pending: Buffer | null = null;
  #pendingBytes = 0;
  #headBytes = 0;
  #hasInterim = false;
  #remaining = 0;
  #bodyBytes = 0;
  #chunks: ChunkedBody | null = null;
  #head: ResponseHead | null = null;
  readonly #odd = (sentence: string): void => this.sink.onOddity(sentence);

  constructor(
    private readonly sink: ResponseSink,
    private readonly options: ReaderOptions,
  ) {}

  /** Takes the next bytes; they may be overwritten afterwards. */
  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    switch (this.#state) {
      case 'head':
        return this.#pushHead(bytes);
      case 'length':
        return this.#pushLength(bytes);
      case 'chunked':
        return this.#pushChunked(bytes);
      case 'close':
        return this.sink.onBody(bytes);
      case 'done':
        return this.#noteExcess();
    }
  }

  /** The server has closed the connection in order. */
  close(): void {
    switch (this.#state) {
      case 'head':
        return this.#closeInHead();
      case 'length':
        return this.#fail(cutBody(this.#head));
      case 'chunked':
        // As in Chromium the Content-Length is believed when exactly that much has come.
        if (Number(this.#head?.value('content-length') ?? NaN) !== this.#bodyBytes)
          return this.#fail(cutBody(this.#head));
        this.#odd('The last chunk of the body is missing, but the Content-Length says that it is complete.');
        return this.#finish();
      case 'close':
        return this.#finish();
      case 'done':
    }
  }

  #pushHead(bytes: Buffer): void {
    const searched = this.#pendingBytes;
    let all = this.#append(bytes);
    let from = Math.max(0, searched - 2);
    for (;;) {
      const start = findStatusLine(all);
      if (start < 0 && all.length >= DECIDING_BYTES) return this.#fail(notHttp(all));
      const end = start < 0 ? -1 : findHeadEnd(all, Math.max(start, from));
      if (this.#headBytes + (end < 0 ? all.length : end) > MAX_HEAD_BYTES) return this.#fail(tooLarge());
      if (end < 0) return this.#keep(all);
      this.#headBytes += end;
      const head = this.#readHead(all.subarray(start, end), start);
      const rest = all.subarray(end);
      if (!head) return;
      if (!isInterim(head)) return this.#begin(head, rest);
      this.#hasInterim = true;
      this.#pending = null;
      this.#pendingBytes = 0;
      all = rest;
      from = 0;
    }
  }

  /** All bytes of the head that have come: without a copy when they came in one piece. */
  #append(bytes: Buffer): Buffer {
    if (!this.#pending) return bytes;
    const length = this.#pendingBytes + bytes.length;
    if (length > this.#pending.length) {
      const grown = Buffer.allocUnsafe(length * 2);
      this.#pending.copy(grown, 0, 0, this.#pendingBytes);
      this.#pending = grown;
    }
    bytes.copy(this.#pending, this.#pendingBytes);
    return this.#pending.subarray(0, length);
  }

  #keep(all: Buffer): void {
    this.#pendingBytes = all.length;
    this.#pending ??= Buffer.from(all);
  }

  #readHead(bytes: Buffer, junkBytes: number): ResponseHead | null {
    if (junkBytes > 0) this.#odd('There are stray bytes before the status line.');
    const head = readHead(Buffer.from(bytes), this.#odd);
    if (!(head instanceof ResponseFault)) return head;
    this.#fail(head);
    return null;
  }

  #begin(head: ResponseHead, rest: Buffer): void {
    const length = readBodyLength(head, this.options.isHeadRequest, this.#odd);
    if (length instanceof ResponseFault) return this.#fail(length);
    this.#head = head;
    this.#pending = null;
    this.#state = length === CHUNKED ? 'chunked' : length === UNTIL_CLOSE ? 'close' : 'length';
    this.#remaining = length;
    if (length === CHUNKED) this.#chunks = new ChunkedBody(this.#onData, this.#odd);
    this.sink.onHead(head, length);
    if (length === 0) this.#finish();
    if (rest.length > 0) this.push(rest);
  }

  #pushLength(bytes: Buffer): void {
    const isLast = bytes.length >= this.#remaining;
    const data = bytes.length > this.#remaining ? bytes.subarray(0, this.#remaining) : bytes;
    this.#remaining -= data.length;
    this.sink.onBody(data);
    if (!isLast) return;
    this.#finish();
    if (bytes.length > data.length) this.#noteExcess();
  }

  #pushChunked(bytes: Buffer): void {
    const used = this.#chunks?.push(bytes) ?? 0;
    if (used instanceof ResponseFault) return this.#fail(used);
    if (!this.#chunks?.isDone) return;
    this.#finish();
    if (used < bytes.length) this.#noteExcess();
  }

  readonly #onData = (data: Buffer): void => {
    this.#bodyBytes += data.length;
    this.sink.onBody(data);
  };

  #closeInHead(): void {
    const bytes = this.#pending?.subarray(0, this.#pendingBytes);
    if (!bytes) return this.#fail(this.#hasInterim ? cutHead(null) : nothingCame());
    const start = findStatusLine(bytes);
    if (start < 0) return this.#fail(notHttp(bytes));
    const line = bytes.subarray(start);
    const isFirstLineWhole = line.includes(LF);
    const isWhole = line.at(-1) === LF && !this.options.isSecure;
    const head = isFirstLineWhole ? readHead(line, isWhole ? this.#odd : () => undefined) : null;
    if (head instanceof ResponseFault) return this.#fail(head);
    if (!head || !isWhole || isInterim(head)) return this.#fail(cutHead(head));
    this.#odd('The head does not end with an empty line.');
    this.#begin(head, Buffer.alloc(0));
    this.close();
  }

  #noteExcess(): void {
    if (this.#head && this.#head.httpStatus !== SWITCHING_PROTOCOLS) {
      this.#odd('Bytes came after the end of the answer.');
    }
  }

  #finish(): void {
    this.#state = 'done';
    this.sink.onEnd();
  }

  #fail(fault: ResponseFault): void {
    this.#state = 'done';
    this.#head = null;
    this.#pending = null;
    this.sink.onFault(fault);
  }
}

const isInterim = ({ httpStatus }: ResponseHead): boolean =>
  httpStatus >= 100 && httpStatus < 200 && httpStatus !== SWITCHING_PROTOCOLS;

const nothingCame = (): ResponseFault => new ResponseFault('empty', 'The connection was closed without an answer');
const notHttp = (bytes: Buffer): ResponseFault =>
  new ResponseFault('not_http', `The answer is not HTTP: ${describeForeign(bytes.subarray(0, DECIDING_BYTES))}`);
const tooLarge = (): ResponseFault =>
  new ResponseFault('head_too_large', `The response headers are larger than ${MAX_HEAD_BYTES / 1_024} KiB`);
const cutHead = (head: ResponseHead | null): ResponseFault =>
  new ResponseFault('head_cut', 'The connection was closed within the response headers', head?.httpStatus ?? null);
const cutBody = (head: ResponseHead | null): ResponseFault =>
  new ResponseFault('body_cut', 'The connection was closed before the whole body had come', head?.httpStatus ?? null);
