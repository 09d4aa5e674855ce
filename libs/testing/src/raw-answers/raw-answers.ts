import * as zlib from 'node:zlib';
import type { ProbeSpec } from '@wakeful/contracts';

/** Bytes that a server sends, and what a check must make of them. */
export interface RawAnswer {
  name: string;
  /** With a pause between its pieces, when there are several. */
  bytes: string | Buffer | readonly (string | Buffer)[];
  method?: ProbeSpec['method'];
  assertions?: ProbeSpec['assertions'];
  /** The server leaves the connection open behind its answer. */
  staysOpen?: boolean;
  /** Up with 200 unless it says otherwise. */
  want?: { status?: 'up' | 'down'; reason?: string | null; httpStatus?: number | null; detail?: RegExp };
  /** A word of the oddity that must be noted; null when there must be none. */
  odd: RegExp | null;
  /** Where Chromium differs from the verdict, whether it shows the page, or shows all of its text; and why. */
  chromium?: { shows?: boolean; showsText?: boolean; because: string };
}

const head = 'HTTP/1.1 200 OK\r\n';
const html = 'Content-Type: text/html\r\n';
const ok = `${head}${html}`;
const excess = /after the end/;
const cut = { status: 'down', reason: 'reset', httpStatus: 200, detail: /before the whole body had come/ } as const;
const chunked = (body: string): string => `${ok}Transfer-Encoding: chunked\r\n\r\n${body}`;
const has = (keyword: string, present = true): ProbeSpec['assertions'] => [
  { type: 'keyword', keyword, present, ignoreCase: false },
];
const header = (name: string, value: string): ProbeSpec['assertions'] => [
  { type: 'header', name, operator: 'equals', value },
];
const many = Array.from({ length: 2_500 }, (_, index) => `X-${index}: ${index}\r\n`).join('');
const badChunks = { status: 'down', reason: 'network', httpStatus: 200, detail: /badly chunked/ } as const;

/** REAL-WEB, section 2: framing and headers, row by row, with the relatives of each row. */
export const framingAnswers: readonly RawAnswer[] = [
  { name: 'a plain answer', bytes: `${ok}Content-Length: 5\r\n\r\nhello`, assertions: has('hello'), odd: null },
  { name: 'length 5, 24 bytes', bytes: `${ok}Content-Length: 5\r\n\r\n${'hello'.repeat(5).slice(0, 24)}`, odd: excess },
  {
    name: 'length 5, 24 bytes, Connection: close',
    bytes: `${ok}Connection: close\r\nContent-Length: 5\r\n\r\n${'hello'.repeat(5).slice(0, 24)}`,
    odd: excess,
  },
  { name: 'excess later', bytes: [`${ok}Content-Length: 5\r\n\r\nhello`, 'more'], odd: null },
  { name: 'length 0 and a body', bytes: `${ok}Content-Length: 0\r\n\r\nhello`, odd: excess },
  { name: 'length in characters', bytes: `${ok}Content-Length: 5\r\n\r\nGrüße`, odd: excess },
  { name: 'an open connection', bytes: `${ok}Content-Length: 5\r\n\r\nhello`, staysOpen: true, odd: null },
  { name: 'HEAD with a body of 12', bytes: `${ok}\r\nhello, world`, method: 'HEAD', odd: excess },
  {
    name: 'HEAD with an announced body',
    bytes: `${ok}Content-Length: 12\r\n\r\nhello, world`,
    method: 'HEAD',
    odd: excess,
  },
  { name: 'HEAD that announces and keeps', bytes: `${ok}Content-Length: 12\r\n\r\n`, method: 'HEAD', odd: null },
  {
    name: 'HEAD, chunked and with a length',
    bytes: `${ok}Transfer-Encoding: chunked\r\nContent-Length: 12\r\n\r\n`,
    method: 'HEAD',
    odd: /chunked counts/,
  },
  {
    name: '204 with a body',
    bytes: 'HTTP/1.1 204 No Content\r\n\r\nhello',
    want: { httpStatus: 204 },
    odd: excess,
    chromium: { shows: false, because: 'it stays where it was' },
  },
  {
    name: '204 with a length',
    bytes: 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n',
    want: { httpStatus: 204 },
    odd: null,
    chromium: { shows: false, because: 'it stays where it was' },
  },
  {
    name: '304 with a length',
    bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n',
    want: { status: 'down', reason: 'http_status', httpStatus: 304 },
    odd: null,
  },
  { name: 'bytes after the last chunk', bytes: chunked('5\r\nhello\r\n0\r\n\r\nmore'), odd: excess },
  { name: 'a trailer', bytes: chunked('5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n'), odd: null },
  { name: 'a trailer without a colon', bytes: chunked('5\r\nhello\r\n0\r\nsum\r\n\r\n'), odd: /last chunk/ },
  { name: 'a chunk extension', bytes: chunked('5;a=b;c="d"\r\nhello\r\n0\r\n\r\n'), odd: null },
  { name: 'a bad chunk extension', bytes: chunked('5;a=b c\r\nhello\r\n0\r\n\r\n'), odd: /extensions/ },
  { name: 'blanks after a chunk size', bytes: chunked('5  \r\nhello\r\n0\r\n\r\n'), odd: /extensions/ },
  { name: 'zeros before a chunk size', bytes: chunked(`${'0'.repeat(30)}5\r\nhello\r\n00\r\n\r\n`), odd: null },
  { name: 'chunk lines in LF', bytes: chunked('5\nhello\n0\n\n'), odd: /between the chunks/, assertions: has('hello') },
  {
    name: 'all chunks there and a length, no last chunk',
    bytes: `${ok}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n`,
    odd: /last chunk of the body is missing/,
  },
  { name: 'a head in LF', bytes: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', odd: /LF only/ },
  { name: 'one line in LF', bytes: `${head}X-A: 1\nContent-Length: 5\r\n\r\nhello`, odd: /LF only/ },
  { name: 'the empty line in LF', bytes: `${ok}Content-Length: 5\r\n\nhello`, odd: /LF only/ },
  { name: 'a line in CR', bytes: `${head}X-A: 1\rX-B: 2\r\n\r\nhello`, assertions: header('x-b', '2'), odd: /CR only/ },
  {
    name: 'a folded header',
    bytes: `${ok}X-Folded: one\r\n two\r\n\t three\r\nContent-Length: 5\r\n\r\nhello`,
    assertions: header('x-folded', 'one two three'),
    odd: /folded/,
  },
  { name: 'a control character', bytes: `${ok}X-A: a\x01b\r\n\r\nhello`, odd: /control character/ },
  { name: 'a blank in a name', bytes: `${ok}X A: 1\r\n\r\nhello`, odd: /no header/ },
  { name: 'a blank before the colon', bytes: `${ok}X-A : 1\r\n\r\n`, assertions: header('x-a', '1'), odd: /blank/ },
  { name: 'a line without a colon', bytes: `${ok}Hello there\r\n\r\nhello`, odd: /no header/ },
  { name: 'an empty name', bytes: `${ok}: 1\r\n\r\nhello`, odd: /no header/ },
  { name: 'a blank before the first header', bytes: `${head} X: 1\r\n${html}\r\nhello`, odd: /no header/ },
  {
    name: 'a length, then chunked',
    bytes: `${ok}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    assertions: has('hello'),
    odd: /chunked counts/,
  },
  {
    name: 'chunked, then a length',
    bytes: `${ok}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    assertions: has('hello'),
    odd: /chunked counts/,
  },
  {
    name: 'chunked and different lengths',
    bytes: `${ok}Content-Length: 3\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    odd: /chunked counts/,
  },
  {
    name: 'the same length twice',
    bytes: `${ok}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
    odd: /more than once/,
  },
  { name: 'length 5, 5', bytes: `${ok}Content-Length: 5, 5\r\n\r\nhello`, odd: /more than once/ },
  ...['', '-1', 'abc', '+5', '5.0', '0x5', '99999999999999999999'].map((length) => ({
    name: `Content-Length "${length}"`,
    bytes: `${ok}Content-Length: ${length}\r\n\r\nhello`,
    assertions: has('hello'),
    odd: /no number/,
  })),
  {
    name: 'chunked in HTTP/1.0',
    bytes: `HTTP/1.0 200 OK\r\n${html}Transfer-Encoding: chunked\r\n\r\nhello`,
    assertions: has('hello'),
    odd: /HTTP\/1\.0/,
  },
  { name: '100 KB of headers', bytes: `${ok}X-Long: ${'x'.repeat(100_000)}\r\n\r\nhello`, odd: null },
  { name: '2,500 headers', bytes: `${ok}${many}\r\nhello`, assertions: header('x-2499', '2499'), odd: null },
  { name: 'stray bytes before the answer', bytes: `\r\n${ok}\r\nhello`, odd: /stray bytes/ },
  { name: 'no reason', bytes: `HTTP/1.1 200\r\n${html}\r\nhello`, odd: null },
  { name: 'no status', bytes: `HTTP/1.1\r\n${html}\r\nhello`, odd: /names no status/ },
  { name: 'lower case', bytes: `http/1.1 200 ok\r\n${html}\r\nhello`, odd: /status line/ },
  { name: 'two blanks', bytes: `HTTP/1.1  200 OK\r\n${html}\r\nhello`, odd: /status line/ },
  { name: 'an unknown version', bytes: `HTTP/1.7 200 OK\r\n${html}\r\nhello`, odd: /status line/ },
  { name: 'HTTP/2.0 in words', bytes: `HTTP/2.0 200 OK\r\n${html}\r\nhello`, odd: /status line/ },
  { name: 'a radio', bytes: 'ICY 200 OK\r\nicy-name: x\r\n\r\nhello', odd: /status line/ },
  { name: 'a head alone', bytes: `${ok}`, odd: /empty line/ },
  { name: 'a status line alone', bytes: 'HTTP/1.1 200 OK\r\n', odd: /empty line/ },
  {
    name: 'interim answers',
    bytes: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}Content-Length: 5\r\n\r\nhello`,
    assertions: has('hello'),
    odd: null,
  },
  {
    name: 'status 999',
    bytes: `HTTP/1.1 999 Denied\r\n\r\nhello`,
    want: { status: 'down', reason: 'http_status', httpStatus: 999 },
    odd: null,
  },
  {
    name: '500 with excess body',
    bytes: `HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nhello`,
    want: { status: 'down', reason: 'http_status', httpStatus: 500 },
    odd: excess,
  },
  {
    name: '500 with a body that is cut off',
    bytes: `HTTP/1.1 500 Oops\r\nContent-Length: 20\r\n\r\nhello`,
    want: { status: 'down', reason: 'http_status', httpStatus: 500 },
    odd: null,
  },
  {
    name: '500 with a head that is cut off',
    bytes: `HTTP/1.1 500 Oops\r\nContent-Le`,
    want: { status: 'down', reason: 'http_status', httpStatus: 500 },
    odd: null,
  },
  {
    name: '503 with different lengths',
    bytes: `HTTP/1.1 503 Busy\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhello`,
    want: { status: 'down', reason: 'http_status', httpStatus: 503 },
    odd: null,
  },
  {
    name: '404 with a broken gzip',
    bytes: `HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\n\r\nhello, this is no gzip`,
    want: { status: 'down', reason: 'http_status', httpStatus: 404 },
    odd: null,
  },
  {
    name: 'different lengths',
    bytes: `${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    want: { status: 'down', reason: 'network', detail: /two different Content-Length/ },
    odd: null,
  },
  {
    name: 'different lengths in one header',
    bytes: `${ok}Content-Length: 5, 6\r\n\r\nhello`,
    want: { status: 'down', reason: 'network', detail: /two different Content-Length/ },
    odd: null,
  },
  {
    name: 'the last chunk is missing',
    bytes: chunked('5\r\nhello\r\n'),
    want: cut,
    odd: null,
  },
  {
    name: 'the end after the last chunk is missing',
    bytes: chunked('5\r\nhello\r\n0\r\n'),
    want: cut,
    odd: null,
  },
  {
    name: 'a body shorter than announced',
    bytes: `${ok}Content-Length: 50\r\n\r\nhello`,
    want: cut,
    odd: null,
  },
  {
    name: 'a head cut off within a line',
    bytes: `${ok}Content-Le`,
    want: { status: 'down', reason: 'reset', detail: /within the response headers/ },
    odd: null,
    chromium: { shows: true, because: 'it shows an empty page' },
  },
  {
    name: 'NUL in a header',
    bytes: `${ok}X-A: a\0b\r\n\r\nhello`,
    want: { status: 'down', reason: 'network', detail: /NUL/ },
    odd: null,
  },
  {
    name: 'NUL in a name',
    bytes: `${ok}X-\0A: b\r\n\r\nhello`,
    want: { status: 'down', reason: 'network', detail: /NUL/ },
    odd: null,
  },
  ...[
    { name: 'a chunk without CRLF', body: '5\r\nhello0\r\n\r\n' },
    { name: 'a chunk longer than it says', body: '4\r\nhello\r\n0\r\n\r\n' },
    { name: 'a chunk size that is no number', body: 'zz\r\nhello\r\n0\r\n\r\n' },
    { name: 'a negative chunk size', body: '-5\r\nhello\r\n0\r\n\r\n' },
    { name: 'a chunk size of 0x5', body: '0x5\r\nhello\r\n0\r\n\r\n' },
    { name: 'a chunk size of 2^64', body: '10000000000000000\r\nhello\r\n0\r\n\r\n' },
    { name: 'an empty chunk line', body: '\r\n5\r\nhello\r\n0\r\n\r\n' },
    { name: 'an endless chunk line', body: `5;${'x'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n` },
  ].map(({ name, body }) => ({
    name,
    bytes: chunked(body),
    want: badChunks,
    odd: null,
  })),
  {
    name: 'headers of more than 256 KiB',
    bytes: `${ok}X-Long: ${'x'.repeat(262_144)}\r\n\r\nhello`,
    want: { status: 'down', reason: 'network', httpStatus: null, detail: /256 KiB/ },
    odd: null,
  },
  {
    name: 'a status of five digits',
    bytes: 'HTTP/1.1 20000 OK\r\n\r\nhello',
    want: { status: 'down', reason: 'network', httpStatus: null, detail: /larger than 999/ },
    odd: /status line/,
  },
  {
    name: 'no HTTP',
    bytes: 'hello, world, this is a text',
    want: { status: 'down', reason: 'network', httpStatus: null, detail: /not HTTP/ },
    odd: null,
  },
];

const long =
  'Welcome to the shop! '.repeat(2_000) + Array.from({ length: 3_000 }, (_, index) => index).join(' ') + ' the end';
const coded = (coding: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${ok}Content-Encoding: ${coding}\r\nConnection: close\r\n\r\n`), body]);
const gzip = zlib.gzipSync(long);
const deflate = zlib.deflateSync(long);
const br = zlib.brotliCompressSync(long);
const flip = (data: Buffer, at: number): Buffer => {
  const copy = Buffer.from(data);
  copy[copy.length + at] = (copy.at(at) ?? 0) ^ 0xff;
  return copy;
};
const missing = { status: 'down', reason: 'assertion', httpStatus: 200 } as const;

/** REAL-WEB, section 3: bodies and their codings. */
export const codingAnswers: readonly RawAnswer[] = [
  ...['UTF-8', 'none', 'binary', 'aws-chunked', 'compress', 'utf-8, identity', 'gzip, UTF-8'].map((coding) => ({
    name: `plain text as "${coding}"`,
    bytes: coded(coding, Buffer.from(long)),
    assertions: has('the end'),
    odd: /no content-encoding/,
  })),
  {
    name: 'gzip as "gzip, UTF-8"',
    bytes: coded('gzip, UTF-8', gzip),
    assertions: has('the end'),
    odd: /"utf-8" is no content-encoding/,
    chromium: { showsText: false, because: 'it shows the gzip data' },
  },
  ...[
    { name: 'gzip without its trailer', bytes: coded('gzip', gzip.subarray(0, -8)), odd: /ends before its gzip data/ },
    { name: 'gzip without its length', bytes: coded('gzip', gzip.subarray(0, -4)), odd: /ends before its gzip data/ },
    { name: 'gzip with a wrong checksum', bytes: coded('gzip', flip(gzip, -6)), odd: /checksum/ },
    { name: 'gzip with a wrong length', bytes: coded('gzip', flip(gzip, -2)), odd: /checksum/ },
    {
      name: 'gzip with more behind it',
      bytes: coded('gzip', Buffer.concat([gzip, Buffer.from('more')])),
      odd: /checksum/,
    },
    { name: 'deflate without Adler', bytes: coded('deflate', deflate.subarray(0, -4)), odd: /ends before its deflate/ },
    {
      name: 'deflate with a wrong Adler',
      bytes: coded('deflate', flip(deflate, -2)),
      odd: /checksum/,
      chromium: { showsText: false, because: 'it leaves out the last piece' },
    },
  ].map((row) => ({ ...row, assertions: has('the end') })),
  ...[
    { name: 'gzip', bytes: coded('gzip', gzip.subarray(0, gzip.length >> 1)) },
    { name: 'deflate', bytes: coded('deflate', deflate.subarray(0, deflate.length >> 1)) },
    { name: 'br', bytes: coded('br', br.subarray(0, -20)) },
  ].flatMap(({ name, bytes }) => [
    { name: `${name} cut in the data`, bytes, odd: /ends before its/ },
    { name: `${name} cut in the data, keyword before`, bytes, assertions: has('Welcome'), odd: /ends before its/ },
    { name: `${name} cut in the data, keyword behind`, bytes, assertions: has('the end'), want: missing, odd: /ends/ },
  ]),
  {
    name: 'no gzip at all',
    bytes: coded('gzip', Buffer.from(long)),
    want: { status: 'down', reason: 'network', httpStatus: 200, detail: /not valid gzip/ },
    odd: null,
  },
];
