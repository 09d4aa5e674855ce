import { isUtf8 } from 'node:buffer';
import { ResponseFault } from './response-fault.js';
import { readStatusLine, type StatusLine } from './status-line.js';

/** Receives a sentence about what strayed. The same sentence may come several times. */
export type NoteOddity = (sentence: string) => void;

const NUL = 0;
const TAB = 9;
const LF = 10;
const CR = 13;
const BLANK = 32;
const COLON = 58;
const DELETE = 127;

/** RFC 9110 section 5.6.2: the characters of a token, such as a field name. */
const isTokenByte = new Uint8Array(256);
for (const byte of Buffer.from("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
  isTokenByte[byte] = 1;
}

const lineEnds = 'Lines of the head end in LF only, without CR.';
const bareReturns = 'A line of the head ends in CR only, without LF.';
const folded = 'A header is folded over several lines, which RFC 9112 (5.2) forbids servers.';
const noHeader = 'A line of the head is no header and is passed over, as browsers do.';
const blankBeforeColon = 'There is a blank between a header and its colon.';
const controls = 'A header holds a control character.';

/** A value's text: UTF-8 where that is valid, else Latin-1, in which every byte is a character. */
function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8', 0, bytes.length) : bytes.toString('latin1', 0, bytes.length);
}

const noValues: readonly string[] = [];

const isBlank = (byte: number | undefined): boolean => byte === BLANK || byte === TAB;

/**
 * Status line and header fields of an answer. Fields are offsets into the bytes as they came: a name or value becomes a
 * string when someone asks for it, and a plain check asks for two or three of them.
 */
export class ResponseHead implements StatusLine {
  readonly httpVersion: '1.0' | '1.1';
  readonly httpStatus: number;
  readonly reason: string;
  readonly #bytes: Buffer;
  /** Four offsets per field: the name's begin and end, the value's begin and end. */
  readonly #offsets: readonly number[];
  /** Values of folded fields, by the field's index. */
  readonly #unfolded: ReadonlyMap<number, Buffer>;

  constructor(line: StatusLine, bytes: Buffer, offsets: readonly number[], unfolded: ReadonlyMap<number, Buffer>) {
    this.httpVersion = line.httpVersion;
    this.httpStatus = line.httpStatus;
    this.reason = line.reason;
    this.#bytes = bytes;
    this.#offsets = offsets;
    this.#unfolded = unfolded;
  }

  /** The values of the lines of one field, in their order; `name` is in lower case. */
  values(name: string): readonly string[] {
    let found: string[] | null = null;
    for (let at = 0; at < this.#offsets.length; at += 4) {
      if (this.#isNamed(at, name)) (found ??= []).push(this.#valueAt(at));
    }
    return found ?? noValues;
  }

  /** The values of a field as one list (RFC 9110 section 5.3); null when it is not there. `name` is in lower case. */
  value(name: string): string | null {
    const found = this.values(name);
    return found.length === 0 ? null : found.join(', ');
  }

  /** The bytes of the first value of a field that is not empty, one character per byte. `name` is in lower case. */
  firstValueBytes(name: string): string | null {
    for (let at = 0; at < this.#offsets.length; at += 4) {
      const bytes = this.#isNamed(at, name) ? this.#valueBytesAt(at) : null;
      if (bytes && bytes.length > 0) return bytes.toString('latin1', 0, bytes.length);
    }
    return null;
  }

  /** All fields in their order, as they were spelled; no more than `limit`. */
  fields(limit = Infinity): { name: string; value: string }[] {
    const all: { name: string; value: string }[] = [];
    for (let at = 0; at < this.#offsets.length && all.length < limit; at += 4) {
      all.push({ name: this.#nameAt(at), value: this.#valueAt(at) });
    }
    return all;
  }

  /** All fields by their names in lower case; of one that came on several lines, the values in their order. */
  record(): Record<string, string | string[]> {
    const record = Object.create(null) as Record<string, string | string[]>;
    for (const { name, value } of this.fields()) {
      const key = name.toLowerCase();
      const before = record[key];
      if (before === undefined) record[key] = value;
      else if (typeof before === 'string') record[key] = [before, value];
      else before.push(value);
    }
    return record;
  }

  #isNamed(at: number, name: string): boolean {
    const from = this.#offsets[at] ?? 0;
    if ((this.#offsets[at + 1] ?? 0) - from !== name.length) return false;
    for (let index = 0; index < name.length; index += 1) {
      const byte = this.#bytes[from + index] ?? 0;
      const lower = byte >= 65 && byte <= 90 ? byte + 32 : byte;
      if (lower !== name.charCodeAt(index)) return false;
    }
    return true;
  }

  #nameAt(at: number): string {
    return this.#bytes.toString('latin1', this.#offsets[at], this.#offsets[at + 1]);
  }

  #valueBytesAt(at: number): Buffer {
    return this.#unfolded.get(at) ?? this.#bytes.subarray(this.#offsets[at + 2], this.#offsets[at + 3]);
  }

  #valueAt(at: number): string {
    return textOf(this.#valueBytesAt(at));
  }
}

const none: ReadonlyMap<number, Buffer> = new Map();

/** Takes the lines of a head apart, one after the other, and keeps where its fields are. */
class HeadParser {
  readonly #offsets: number[] = [];
  #unfolded: Map<number, Buffer> | null = null;
  /** The field that a folded line would continue with; -1 when that field was passed over, -2 when there is none. */
  #open = -2;

  constructor(
    private readonly bytes: Buffer,
    private readonly odd: NoteOddity,
  ) {}

  parse(): ResponseHead | ResponseFault {
    const { bytes, odd } = this;
    let end = this.#lineEnd(0);
    const line = readStatusLine(bytes.toString('latin1', 0, end), odd);
    if (!line) return new ResponseFault('head_invalid', 'The status of the answer is larger than 999');
    if (bytes.includes(NUL)) {
      return new ResponseFault('head_invalid', 'The head of the answer holds a NUL character', line.httpStatus);
    }
    for (let from = this.#nextLine(end); from < bytes.length; from = this.#nextLine(end)) {
      end = this.#lineEnd(from);
      if (end > from) this.#readLine(from, end);
    }
    return new ResponseHead(line, bytes, this.#offsets, this.#unfolded ?? none);
  }

  #lineEnd(from: number): number {
    const { bytes } = this;
    let at = from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === LF || byte === CR) break;
    }
    return at;
  }

  /** Where the line after the one that ends at `end` begins. CR and LF alone end a line, too. */
  #nextLine(end: number): number {
    const { bytes } = this;
    if (bytes[end] === LF) {
      this.odd(lineEnds);
      return end + 1;
    }
    if (bytes[end + 1] === LF) return end + 2;
    if (end < bytes.length) this.odd(bareReturns);
    return end + 1;
  }

  #readLine(from: number, end: number): void {
    const { bytes } = this;
    if (isBlank(bytes[from]) && this.#open !== -2) return this.#unfold(from, end);
    let colon = from;
    while (colon < end && isTokenByte[bytes[colon] ?? 0] === 1) colon += 1;
    const nameEnd = colon;
    while (colon < end && isBlank(bytes[colon])) colon += 1;
    if (nameEnd === from || bytes[colon] !== COLON) {
      // As in Chromium, lines that fold on a name that is no token are dropped with it; those on anything else, too.
      const hasName = bytes[from] !== COLON && !isBlank(bytes[from]) && bytes.subarray(from, end).includes(COLON);
      this.#open = hasName ? -1 : -2;
      return this.odd(noHeader);
    }
    if (colon > nameEnd) this.odd(blankBeforeColon);
    this.#open = this.#offsets.length;
    this.#pushField(from, nameEnd, colon + 1, end);
  }

  #pushField(from: number, nameEnd: number, valueFrom: number, end: number): void {
    const valueEnd = this.#endOfValue(valueFrom, end);
    this.#offsets.push(from, nameEnd, this.#beginOfValue(valueFrom, valueEnd), valueEnd);
  }

  #beginOfValue(from: number, end: number): number {
    let begin = from;
    while (begin < end && isBlank(this.bytes[begin])) begin += 1;
    return begin;
  }

  /** Where a value ends without the blanks behind it; a look at each byte finds control characters, too. */
  #endOfValue(from: number, to: number): number {
    const { bytes } = this;
    let end = to;
    while (end > from && isBlank(bytes[end - 1])) end -= 1;
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if ((byte < BLANK && byte !== TAB) || byte === DELETE) {
        this.odd(controls);
        break;
      }
    }
    return end;
  }

  #unfold(from: number, end: number): void {
    this.odd(folded);
    const index = this.#open;
    if (index < 0) return;
    const moreEnd = this.#endOfValue(from, end);
    const more = this.bytes.subarray(this.#beginOfValue(from, moreEnd), moreEnd);
    const unfolded = (this.#unfolded ??= new Map<number, Buffer>());
    const before = unfolded.get(index) ?? this.bytes.subarray(this.#offsets[index + 2], this.#offsets[index + 3]);
    const isJoin = before.length > 0 && more.length > 0;
    unfolded.set(index, Buffer.concat([before, Buffer.from(isJoin ? ' ' : ''), more]));
  }
}

/**
 * Reads the head of an answer: `bytes` begin with its status line and end with its last header line or the empty line
 * after it. What strays from RFC 9112 is read as Chromium reads it (`HttpUtil::AssembleRawHeaders`,
 * `HttpUtil::HeadersIterator`) and noted.
 */
export function readHead(bytes: Buffer, odd: NoteOddity): ResponseHead | ResponseFault {
  return new HeadParser(bytes, odd).parse();
}
