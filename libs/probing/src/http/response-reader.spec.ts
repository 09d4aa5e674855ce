import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { read, type Reading, splitAt, strayingAnswer, strictAnswer } from './answers.fixture.js';
import { MAX_HEAD_BYTES } from './response-reader.js';

const anyAnswer = fc.oneof(
  strictAnswer.map(({ bytes }) => bytes),
  strayingAnswer,
);
const options = fc.record({ isHeadRequest: fc.boolean(), isSecure: fc.boolean() });

/** As `toEqual`, which would take most of the time of tens of thousands of comparisons. */
function expectSame(reading: Reading, whole: Reading): void {
  if (JSON.stringify(reading) !== JSON.stringify(whole)) expect(reading).toEqual(whole);
}

const pieceBytes = 16_384;

describe('a response reader', () => {
  it('reads what the grammar of RFC 9112 makes, and finds nothing odd', () => {
    fc.assert(
      fc.property(strictAnswer, ({ bytes, status, lines, body }) => {
        const reading = read([bytes]);
        expect(reading).toMatchObject({ httpStatus: status, httpVersion: '1.1', body, ending: 'end', oddities: [] });
        expect(reading.fields.map(({ name, value }) => `${name}: ${value}`)).toEqual(lines);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads the same however the bytes are split: at every position, and byte by byte', () => {
    fc.assert(
      fc.property(anyAnswer, options, (bytes, how) => {
        const whole = read([bytes], how);
        for (let at = 1; at < bytes.length; at += 1) expectSame(read(splitAt(bytes, [at]), how), whole);
        const each = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
        expectSame(read(each, how), whole);
      }),
      { numRuns: 500 },
    );
  });

  it('reads the same in any pieces', () => {
    const pieces = anyAnswer.chain((bytes) =>
      fc.tuple(fc.constant(bytes), fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 })),
    );
    fc.assert(
      fc.property(pieces, options, ([bytes, positions], how) => {
        expectSame(read(splitAt(bytes, positions), how), read([bytes], how));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a response reader holds no more than it must', () => {
  it.each([
    {
      name: '10 million header lines',
      beginning: 'HTTP/1.1 200 OK\r\n',
      piece: 'a: b\r\n'.repeat(2_730),
      want: /256 KiB/,
    },
    {
      name: 'a header line without an end',
      beginning: 'HTTP/1.1 200 OK\r\nA: ',
      piece: 'x'.repeat(pieceBytes),
      want: /256 KiB/,
    },
    {
      name: 'a status line without an end',
      beginning: 'HTTP/1.1 200 ',
      piece: 'x'.repeat(pieceBytes),
      want: /256 KiB/,
    },
    {
      name: 'interim answers without an end',
      beginning: '',
      piece: 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(655),
      want: /256 KiB/,
    },
    {
      name: 'a chunk line without an end',
      beginning: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;',
      piece: 'x'.repeat(pieceBytes),
      want: /too long/,
    },
    {
      name: 'trailers without an end',
      beginning: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n',
      piece: 'a: b\r\n'.repeat(2_730),
      want: /too many/,
    },
    {
      name: 'a chunk of 2^64 bytes',
      beginning: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n',
      piece: 'x'.repeat(pieceBytes),
      want: /no number/,
    },
  ])('of $name', ({ beginning, piece, want }) => {
    // One piece more each time, until the reader has had enough.
    let taken = 0;
    let reading: Reading;
    do {
      taken += 1;
      reading = read([Buffer.from(beginning), ...Array.from({ length: taken }, () => Buffer.from(piece))]);
    } while (!want.test(reading.ending) && taken < 100);

    expect(taken).toBeLessThanOrEqual(MAX_HEAD_BYTES / pieceBytes + 1);
    expect(reading).toMatchObject({ ending: expect.stringMatching(want) as unknown, body: '' });
  });

  it('and takes a head of exactly the limit, in one piece or many', () => {
    const start = 'HTTP/1.1 200 OK\r\nA: ';
    const exact = Buffer.from(`${start}${'x'.repeat(MAX_HEAD_BYTES - start.length - 4)}\r\n\r\n`);
    const more = Buffer.from(exact.toString().replace('x', 'xx'));
    const inPieces = (bytes: Buffer): Buffer[] => splitAt(bytes, [1, 10_000, 200_000, bytes.length - 1]);

    for (const pieces of [[exact], inPieces(exact)]) expect(read(pieces).ending).toBe('end');
    for (const pieces of [[more], inPieces(more)]) expect(read(pieces).ending).toMatch(/256 KiB/);
  });
});
