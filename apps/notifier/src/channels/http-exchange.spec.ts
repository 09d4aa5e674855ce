import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpReceiver, startSilentServer, testNetwork } from '../receivers.fixture.js';
import { exchange, jsonTo, readRetryAfter } from './http-exchange.js';

const CHUNK = Buffer.alloc(65_536, 'x');

describe('exchange', () => {
  let receiver: HttpReceiver;
  beforeEach(async () => {
    receiver = await HttpReceiver.start();
  });
  afterEach(() => receiver[Symbol.asyncDispose]());

  const send = (url = receiver.url) => exchange(jsonTo(url, { text: 'hello' }), testNetwork());

  it('tells what was answered', async () => {
    expect(await send()).toEqual({ status: 200, answer: 'ok' });
    expect(receiver.requests).toMatchObject([{ method: 'POST', json: { text: 'hello' } }]);
  });

  it('says that a receiver refused, and how long it wants to be left alone', async () => {
    receiver.respond = (response) => void response.writeHead(429, { 'retry-after': '120' }).end('slow down');
    await expect(send()).rejects.toMatchObject({
      status: 429,
      retryAfterMs: 120_000,
      message: 'HTTP 429: slow down',
    });
  });

  it.each([
    { statuses: [400, 401, 403, 404, 405, 410, 413, 422, 451, 499, 301, 308], isRefused: true },
    { statuses: [408, 425, 429, 500, 502, 503, 599], isRefused: false },
  ])('knows whether time heals: $statuses', async ({ statuses, isRefused }) => {
    for (const status of statuses) {
      receiver.respond = (response) => void response.writeHead(status).end();
      await expect(send()).rejects.toMatchObject({ status, isRefused });
    }
  });

  it('goes by the status of an answer of 100 MB, of which it reads a few kilobytes', async () => {
    let sent = 0;
    receiver.respond = (response) => {
      response.writeHead(202);
      const pump = (): void => {
        while (sent < 100 * 1_048_576 && !response.destroyed) {
          sent += CHUNK.length;
          if (!response.write(CHUNK)) return void response.once('drain', pump);
        }
        response.end();
      };
      pump();
    };
    const { status, answer } = await send();
    expect([status, answer.length]).toEqual([202, 4096]);
    expect(sent).toBeLessThan(20 * 1_048_576);
  });

  it('goes by the status of an answer that unpacks to 100 MB', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1_048_576));
    receiver.respond = (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(await send()).toMatchObject({ status: 200 });
  });

  it('does not wait for the end of an answer that has none', async () => {
    receiver.respond = (response) => void response.writeHead(200).write('accepted, and');
    expect(await send()).toEqual({ status: 200, answer: 'accepted, and' });
  });

  it('waits for a receiver that never answers no longer than it may', async () => {
    await using silent = await startSilentServer();
    const asked = exchange(jsonTo(`http://127.0.0.1:${silent.port}/`, {}), testNetwork(300));
    await expect(asked).rejects.toMatchObject({ status: null, message: 'No response in time.' });
  });

  it('does not follow redirects', async () => {
    const to = 'http://169.254.169.254/latest/meta-data/';
    receiver.respond = (response) => void response.writeHead(307, { location: to }).end();
    await expect(send()).rejects.toThrow('HTTP 307: redirects are not followed');
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    ['http://2130706433:1/', 'Blocked by the egress policy'],
    ['http://0x7f.1:1/', 'Blocked by the egress policy'],
    ['http://[::ffff:169.254.169.254]/', 'cloud metadata'],
    ['http://[fd00::1]/', 'Blocked by the egress policy'],
    ['http://localhost:1/', 'localhost resolves to'],
    ['file:///etc/passwd', 'neither http nor https'],
    ['gopher://127.0.0.1:25/', 'neither http nor https'],
    ['data:text/plain,hello', 'neither http nor https'],
  ])('does not reach in: %s', async (url, message) => {
    await expect(exchange(jsonTo(url, {}), testNetwork(2_000, 'public'))).rejects.toThrow(message);
  });

  it('keeps the address and its secrets out of its errors', async () => {
    const { port } = await startSilentServer().then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    const asked = exchange(jsonTo(`http://127.0.0.1:${port}/t0ken?key=s3cret`, {}), testNetwork());
    await expect(asked).rejects.toThrow(/^Not delivered: 127\.0\.0\.1:\d+ refused the connection$/);
  });
});

describe('a receiver whose HTTP is odd', () => {
  const head = 'HTTP/1.1 200 OK\r\n';
  it.each([
    ['excess behind its length', `${head}Content-Length: 2\r\n\r\nok and much more`],
    ['lines that end in LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
    ['a line without a colon', `${head}nonsense\r\nContent-Length: 2\r\n\r\nok`],
    ['a blank in a name', `${head}X Name: 1\r\nContent-Length: 2\r\n\r\nok`],
    ['a folded line', `${head}X-Name: 1\r\n and more\r\nContent-Length: 2\r\n\r\nok`],
    ['a control character', `${head}X-Name: a\u0001b\r\nContent-Length: 2\r\n\r\nok`],
    ['two framings', `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok`],
    ['a length that is none', `${head}Content-Length: abc\r\n\r\nok`],
    ['a bad chunk size', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nok`],
    ['a body that is too short', `${head}Content-Length: 200\r\n\r\nok`],
    ['a broken gzip', `${head}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok`],
    ['a body of 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok'],
  ])('has taken the message: %s', async (_name, answer) => {
    await using server = await startSilentServer((socket) => void socket.once('data', () => socket.end(answer)));
    const receipt = await exchange(jsonTo(`http://127.0.0.1:${server.port}/`, {}), testNetwork());
    expect([200, 204]).toContain(receipt.status);
  });

  it('says so with a status that refuses', async () => {
    const answer = 'HTTP/1.1 410 Gone\nContent-Length: abc\nnonsense\n\nno such hook';
    await using server = await startSilentServer((socket) => void socket.once('data', () => socket.end(answer)));
    const asked = exchange(jsonTo(`http://127.0.0.1:${server.port}/`, {}), testNetwork());
    await expect(asked).rejects.toMatchObject({ status: 410, isRefused: true, message: 'HTTP 410: no such hook' });
  });
});

describe('readRetryAfter', () => {
  const nowMs = Date.parse('2026-01-31T12:00:00Z');
  it.each([
    ['120', 120_000],
    ['0.5', 500],
    ['Sat, 31 Jan 2026 12:01:00 GMT', 60_000],
    ['Sat, 31 Jan 2026 11:00:00 GMT', null],
    ['86400', 86_400_000],
    ['soon', null],
    [undefined, null],
  ])('of %s is %s', (header, ms) => {
    expect(readRetryAfter(header, nowMs)).toBe(ms);
  });
});
