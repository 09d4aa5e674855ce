import * as fc from 'fast-check';
import type { ResponseFault } from './response-fault.js';
import type { ResponseHead } from './response-head.js';
import { type ReaderOptions, ResponseReader, type ResponseSink } from './response-reader.js';

/** All that a reader says about an answer. */
export interface Reading {
  httpStatus: number | null;
  httpVersion: string | null;
  fields: { name: string; value: string }[];
  /** In Latin-1, one character per byte. */
  body: string;
  ending: string;
  oddities: string[];
}

class Reader implements ResponseSink {
  #head: ResponseHead | null = null;
  readonly #body: Buffer[] = [];
  #ending: string | null = null;
  #faultStatus: number | null = null;
  readonly #oddities = new Set<string>();

  onHead(head: ResponseHead): void {
    if (this.#head ?? this.#ending) throw new Error('A head comes once, before the end');
    this.#head = head;
  }

  onBody(data: Buffer): void {
    if (!this.#head || this.#ending) throw new Error('A body comes behind the head and before the end');
    if (data.length === 0) throw new Error('A piece of a body is not empty');
    // A copy: the reader hands out views of what it was given.
    this.#body.push(Buffer.from(data));
  }

  onEnd(): void {
    this.#end('end');
  }

  onFault(fault: ResponseFault): void {
    this.#end(`${fault.kind}: ${fault.message}`);
    this.#faultStatus = fault.httpStatus;
  }

  onOddity(sentence: string): void {
    this.#oddities.add(sentence);
  }

  get reading(): Reading {
    return {
      httpStatus: this.#head?.httpStatus ?? this.#faultStatus,
      httpVersion: this.#head?.httpVersion ?? null,
      fields: this.#head?.fields() ?? [],
      body: Buffer.concat(this.#body).toString('latin1'),
      ending: this.#ending ?? 'under way',
      oddities: [...this.#oddities].sort(),
    };
  }

  #end(how: string): void {
    if (this.#ending) throw new Error('There is one end');
    this.#ending = how;
  }
}

/** Reads an answer that comes in these pieces, after which the connection is closed. */
export function read(pieces: readonly Buffer[], options: Partial<ReaderOptions> = {}): Reading {
  const sink = new Reader();
  const reader = new ResponseReader(sink, { isHeadRequest: false, isSecure: false, ...options });
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    reader.push(bytes);
    // As connections do: they read everything into one buffer.
    bytes.fill(0xff);
  }
  reader.close();
  return sink.reading;
}

/** The pieces between positions, which need no order. */
export function splitAt(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const cuts = [0, ...[...positions].sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
}

const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.!'), minLength: 1, maxLength: 8 });
const framingNames = /^(content-length|transfer-encoding|location|content-disposition)$/i;
const visible = fc.constantFrom(...'abcXYZ019-_.!/;="()\xe9\xff');
/** RFC 9110 section 5.5: visible characters at both ends, blanks only between them. */
const fieldValue = fc
  .tuple(fc.string({ unit: visible, maxLength: 10 }), fc.string({ unit: visible, maxLength: 10 }))
  .map(([first, second]) => (first && second ? `${first} \t${second}` : first + second));
const field = fc.record({ name: token.filter((name) => !framingNames.test(name)), value: fieldValue });
const octets = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});

const extension = fc.oneof(
  fc.constant(''),
  token.map((name) => `;${name}`),
  fc.tuple(token, token).map(([name, value]) => `;${name}=${value}`),
  fc
    .tuple(token, fc.string({ unit: fc.constantFrom(...'ab ;='), maxLength: 5 }))
    .map(([name, value]) => `;${name}="${value}"`),
);
const hex = (size: number, isUpper: boolean): string => (isUpper ? size.toString(16).toUpperCase() : size.toString(16));

const sized = octets.map((body) => ({ lines: [`Content-Length: ${body.length}`], body, wire: body }));
const untilClose = octets.map((body) => ({ lines: [] as string[], body, wire: body }));
const chunked = fc
  .record({
    chunks: fc.array(
      fc.tuple(
        octets.filter((data) => data !== ''),
        extension,
        fc.boolean(),
      ),
      { maxLength: 4 },
    ),
    last: extension,
    trailers: fc.array(field, { maxLength: 2 }),
  })
  .map(({ chunks, last, trailers }) => ({
    lines: ['Transfer-Encoding: chunked'],
    body: chunks.map(([data]) => data).join(''),
    wire: [
      ...chunks.map(([data, more, isUpper]) => `${hex(data.length, isUpper)}${more}\r\n${data}\r\n`),
      `0${last}\r\n`,
      ...trailers.map(({ name, value }) => `${name}: ${value}\r\n`),
      '\r\n',
    ].join(''),
  }));

/** An answer as RFC 9112 says that it is formed, and what must be read from it. */
export const strictAnswer = fc
  .record({
    interim: fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
    status: fc.integer({ min: 200, max: 599 }).filter((status) => ![204, 205, 304].includes(status)),
    reason: fc.constantFrom('', 'OK', 'Not at all'),
    fields: fc.array(field, { maxLength: 5 }),
    framing: fc.oneof(sized, chunked, untilClose),
    isFramedFirst: fc.boolean(),
  })
  .map(({ interim, status, reason, fields, framing, isFramedFirst }) => {
    const own = fields.map(({ name, value }) => `${name}: ${value}`);
    const lines = isFramedFirst ? [...framing.lines, ...own] : [...own, ...framing.lines];
    const head = [`HTTP/1.1 ${status} ${reason}`, ...lines, '', ''].join('\r\n');
    return { status, lines, body: framing.body, bytes: Buffer.from(`${interim}${head}${framing.wire}`, 'latin1') };
  });

const strays: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll('\r\n', '\n'),
  (text) => text.replace('\r\n', '\n'),
  (text) => text.replace('\r\n', '\r'),
  (text) => text.replace(': ', ' : '),
  (text) => text.replace(': ', ':\r\n '),
  (text) => text.replace('HTTP/1.1', 'http/1.1'),
  (text) => text.replace('HTTP/1.1 ', 'HTTP/1.1  '),
  (text) => text.replace('HTTP/1.1', 'HTTP/1.0'),
  (text) => text.replace(/ \d{3} /, ' '),
  (text) => text.replace('\r\n', '\r\nno header\r\n'),
  (text) => text.replace('\r\n', '\r\n: empty\r\n'),
  (text) => text.replace('\r\n', '\r\n folded\r\n'),
  (text) => text.replace('\r\n', '\r\nContent-Length: 3\r\n'),
  (text) => text.replace('\r\n', '\r\nTransfer-Encoding: chunked\r\n'),
  (text) => text.replace('\r\n', '\r\nA: \x01\r\n'),
  (text) => text.replace('\r\n', '\r\nA: \0\r\n'),
  (text) => `\r\n${text}`,
  (text) => `${text}more`,
  (text) => text.slice(0, text.length >> 1),
  (text) => text.slice(0, -1),
  (text) => text.replace(/\r\n([0-9a-f]+)\r\n/, '\r\n$1 ;x\r\n'),
  (text) => text.replace(/\r\n([0-9a-f]+)\r\n/, '\r\nfffffffffffffffff\r\n'),
];

/** An answer that strays from the RFC in up to three ways, some of which no one would put up with. */
export const strayingAnswer = fc
  .tuple(strictAnswer, fc.array(fc.constantFrom(...strays), { minLength: 1, maxLength: 3 }))
  .map(([{ bytes }, changes]) => {
    const text = changes.reduce((changed, stray) => stray(changed), bytes.toString('latin1'));
    return Buffer.from(text, 'latin1');
  });
