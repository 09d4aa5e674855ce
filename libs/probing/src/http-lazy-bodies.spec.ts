import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { ProbeSpec } from '@wakeful/contracts';
import { expectSound, probe, Target } from './targets.fixture.js';

const head = 'HTTP/1.1 200 OK\r\n';
const MAX_BODY_BYTES = 100_000;
const long = `the beginning ${'x'.repeat(1_500_000)} the end`;

const keyword = (text: string, present: boolean): ProbeSpec['assertions'][number] => ({
  type: 'keyword',
  keyword: text,
  present,
  ignoreCase: false,
});

/** Writes the beginning, then a piece every 10 ms for as long as someone listens. */
function trickle(beginning: string, piece: string): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', () => {
      socket.write(beginning);
      const timer = setInterval(() => socket.write(piece), 10);
      socket.on('close', () => clearInterval(timer));
    });
  };
}

const sendAll =
  (answer: string | Buffer) =>
  (socket: Socket): void => {
    socket.once('data', () => socket.end(answer));
  };

const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const page = `${head}Content-Length: ${long.length}\r\n\r\n${long}`;
const coded = Buffer.concat([Buffer.from(`${head}Content-Encoding: gzip\r\n\r\n`), gzipSync(long)]);

interface Row {
  name: string;
  serve: (socket: Socket) => void;
  assertions?: ProbeSpec['assertions'];
  want: { status: 'up' | 'down'; reason?: string; httpStatus?: number };
  detail?: RegExp;
  odd?: RegExp;
}

const onlyStatus: readonly Row[] = [
  { name: 'a page of 1.5 MB', serve: sendAll(page), want: { status: 'up' } },
  { name: 'a page of 1.5 MB in gzip', serve: sendAll(coded), want: { status: 'up' } },
  {
    name: 'a download without an end',
    serve: trickle(chunked, `2000\r\n${'x'.repeat(8_192)}\r\n`),
    want: { status: 'up' },
  },
  {
    name: 'text/event-stream',
    serve: trickle(`${head}Content-Type: text/event-stream\r\n\r\n`, ''),
    want: { status: 'up' },
  },
  {
    name: 'MJPEG',
    serve: trickle(`${head}Content-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n`, '--x\r\n'),
    want: { status: 'up' },
  },
  { name: 'a radio', serve: trickle(`${head}Content-Type: audio/mpeg\r\n\r\n`, 'x'), want: { status: 'up' } },
  {
    name: 'a wrong status and a body without an end',
    serve: trickle('HTTP/1.1 500 Oops\r\nContent-Length: 999\r\n\r\n', 'x'),
    want: { status: 'down', reason: 'http_status', httpStatus: 500 },
  },
];

const inTime: readonly Row[] = [
  {
    name: 'a body that continues without saying for how long',
    serve: trickle(chunked, '1\r\nx\r\n'),
    want: { status: 'up' },
    odd: /had not ended at the timeout of the check/,
  },
  {
    name: 'a body that never ends, and what is asked for is there',
    serve: trickle(`${head}\r\nhello`, 'x'),
    assertions: [keyword('hello', true)],
    want: { status: 'up' },
    odd: /had not ended/,
  },
  {
    name: 'a body that never ends, and what is asked for has not come',
    serve: trickle(`${head}\r\nhello`, 'x'),
    assertions: [keyword('goodbye', true)],
    want: { status: 'down', reason: 'timeout', httpStatus: 200 },
  },
  {
    name: 'a body that never ends and must not hold what it holds',
    serve: trickle(`${head}\r\nhello`, 'x'),
    assertions: [keyword('hello', false)],
    want: { status: 'down', reason: 'assertion', httpStatus: 200 },
    odd: /had not ended/,
  },
  {
    name: 'a body that does not come although its length was announced',
    serve: trickle(`${head}Content-Length: 999\r\n\r\nhello`, ''),
    want: { status: 'down', reason: 'timeout', httpStatus: 200 },
  },
  {
    name: 'a head, and then nothing',
    serve: trickle(chunked, ''),
    want: { status: 'down', reason: 'timeout', httpStatus: 200 },
  },
];

const beyondTheLimit: readonly Row[] = [
  {
    name: 'what is asked for is before the limit',
    serve: sendAll(page),
    assertions: [keyword('the beginning', true)],
    want: { status: 'up' },
  },
  {
    name: 'what is asked for is behind the limit',
    serve: sendAll(page),
    assertions: [keyword('the end', true)],
    want: { status: 'down', reason: 'body_too_large' },
    detail: /^The body is larger than 100,000 bytes$/,
  },
  {
    name: 'what must not be there could be behind the limit',
    serve: sendAll(page),
    assertions: [keyword('nowhere', false)],
    want: { status: 'down', reason: 'body_too_large' },
  },
  {
    name: 'what must not be there is before the limit',
    serve: sendAll(page),
    assertions: [keyword('the beginning', false), keyword('the end', true)],
    want: { status: 'down', reason: 'assertion' },
    detail: /^The body contains "the beginning", but must not$/,
  },
  {
    name: 'what is asked for is before the limit of a gzip',
    serve: sendAll(coded),
    assertions: [keyword('the beginning', true)],
    want: { status: 'up' },
  },
  {
    name: 'what is asked for is behind the limit of a gzip',
    serve: sendAll(coded),
    assertions: [keyword('the end', true)],
    want: { status: 'down', reason: 'body_too_large' },
    detail: /once decoded$/,
  },
  {
    name: 'a size that it has already',
    serve: sendAll(page),
    assertions: [{ type: 'bodySize', minBytes: 5_000 }],
    want: { status: 'up' },
  },
  {
    name: 'a size that it has exceeded already',
    serve: sendAll(page),
    assertions: [{ type: 'bodySize', maxBytes: 5_000 }],
    want: { status: 'down', reason: 'assertion' },
  },
  {
    name: 'a size that no one can tell',
    serve: sendAll(page),
    assertions: [{ type: 'bodySize', maxBytes: 2_000_000 }],
    want: { status: 'down', reason: 'body_too_large' },
  },
  {
    name: 'a header',
    serve: sendAll(page),
    assertions: [{ type: 'header', name: 'content-length', operator: 'exists' }],
    want: { status: 'up' },
  },
];

async function judge({ serve, assertions = [], want, detail, odd }: Row, timeoutMs: number): Promise<void> {
  await using target = await Target.tcp(serve);
  const outcome = await probe(target.url(), { assertions, timeoutMs, maxBodyBytes: MAX_BODY_BYTES });

  expectSound(outcome);
  expect(outcome).toMatchObject(want);
  if (detail) expect(outcome.detail).toMatch(detail);
  if (odd) expect(outcome.facts.oddities?.join()).toMatch(odd);
  else expect(outcome.facts.oddities).toBeUndefined();
  expect(outcome.facts.timeoutPhase).toBe(want.reason === 'timeout' ? 'transfer' : undefined);
  await target.allClosed();
}

describe('httpProbe reads a body as far as someone asks for it', () => {
  it.each(onlyStatus)('the status alone: $name', (row) => judge(row, row.want.reason === 'http_status' ? 500 : 20_000));

  it.each(inTime)('until its time is over: $name', (row) => judge(row, 500));

  it.each(beyondTheLimit)('up to the limit: $name', (row) => judge(row, 20_000));

  it('and counts no more than the limit', async () => {
    await using target = await Target.tcp(sendAll(page));
    const { facts } = await probe(target.url(), { maxBodyBytes: MAX_BODY_BYTES });

    expect(facts.bodyBytes).toBe(MAX_BODY_BYTES);
  });
});
