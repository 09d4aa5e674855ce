import { request as startRequest } from 'node:http';
import { Duplex } from 'node:stream';
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { read, strayingAnswer, strictAnswer } from './answers.fixture.js';

interface NodeReading {
  httpStatus: number;
  rawHeaders: string[];
  body: string;
}

/** A connection whose other end sends these bytes when it is asked, and closes. */
class Wire extends Duplex {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.#bytes = bytes;
  }

  override _read(): void {
    // It speaks when it has been spoken to.
  }

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    this.push(this.#bytes);
    this.push(null);
    done();
  }
}

/** What node:http makes of an answer; null when it refuses it. */
function readByNode(bytes: Buffer): Promise<NodeReading | null> {
  return new Promise((resolve) => {
    const request = startRequest({ method: 'GET', createConnection: () => new Wire(bytes) as never });
    request.on('error', () => resolve(null));
    request.on('response', (response) => {
      const body: Buffer[] = [];
      response.on('data', (chunk: Buffer) => body.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () => {
        const { statusCode = 0, rawHeaders } = response;
        resolve({ httpStatus: statusCode, rawHeaders, body: Buffer.concat(body).toString('latin1') });
      });
    });
    request.end();
  });
}

/** Where Chromium, which the reader follows, makes something else of an answer than Node does. */
const differs = [/A chunked body in HTTP\/1\.0/, /The Content-Length is given more than once/];
/** Node skips any number of empty lines before the status line, Chromium four bytes (kMaxStatusLineSlop). */
const hasManyLinesBefore = (bytes: Buffer): boolean => /^[\r\n]{5}/.test(bytes.toString('latin1', 0, 5));

it('a response reader reads what Node reads from every answer that both take', async () => {
  let both = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        strictAnswer.map(({ bytes }) => bytes),
        strayingAnswer,
      ),
      async (bytes) => {
        const byNode = await readByNode(bytes);
        const { httpStatus, fields, body, ending, oddities } = read([bytes]);
        if (!byNode || hasManyLinesBefore(bytes)) return;
        if (differs.some((pattern) => pattern.test(oddities.join()))) return;
        both += 1;
        const asNode = fields.flatMap(({ name, value }) => [name, value]);
        expect({ ending, httpStatus, body }).toEqual({
          ending: 'end',
          httpStatus: byNode.httpStatus,
          body: byNode.body,
        });
        // Node leaves header bytes in Latin-1.
        expect(asNode.map((text) => text.replace(/\s+/g, ' '))).toEqual(
          byNode.rawHeaders.map((text) => text.replace(/\s+/g, ' ')),
        );
      },
    ),
    { numRuns: 2_000 },
  );
  expect(both).toBeGreaterThan(500);
});
