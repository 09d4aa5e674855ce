import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Assertion, ProbeSpec } from '@wakeful/contracts';
import { answer, probe, type ProbeOptions, redirectTo, resolveTo, Target } from './targets.fixture.js';
import { makeAuthority, makeServerCertificate } from './tls/certificates.fixture.js';

// The cases of blackbox_exporter's own table (prober/http_test.go), as monitors. What it succeeds at must be up here, what
// it fails at must not be; where we differ on purpose, the row says why, and docs/checks.md says it to users.

interface Row {
  it: string;
  listener: RequestListener;
  spec?: Partial<ProbeSpec>;
  options?: ProbeOptions;
  succeeds: boolean;
  /** Why we come to another verdict than blackbox_exporter. */
  weDiffer?: string;
}

const TEXT = 'hello world'.repeat(10);
const expecting = (...assertions: Assertion[]): Partial<ProbeSpec> => ({ assertions });
const header = (name: string, operator: 'exists' | 'matches' | 'notMatches', value?: string): Assertion =>
  ({ type: 'header', name, operator, ...(value !== undefined && { value }) }) as Assertion;
const withHeader = (name: string, ...values: string[]): RequestListener => {
  return (_request, response) => {
    for (const value of values) response.appendHeader(name, value);
    response.end('fine');
  };
};
const status = (code: number, expectedStatus: string[], succeeds: boolean): Row => ({
  it: `answers ${code} where ${expectedStatus.join(', ')} is valid`,
  listener: answer('', { status: code }),
  spec: { expectedStatus },
  succeeds,
});
const coded = (coding: string, body: Buffer, succeeds: boolean, weDiffer?: string): Row => ({
  it: `answers with content-encoding ${coding}`,
  listener: answer(body, { headers: { 'content-encoding': coding } }),
  spec: expecting({ type: 'keyword', keyword: 'hello world', present: true, ignoreCase: false }),
  succeeds,
  ...(weDiffer !== undefined && { weDiffer }),
});
const json = (body: string, path: string, operator: 'equals' | 'notEquals', value: string, succeeds: boolean): Row => ({
  it: `answers ${body} where ${path} must be ${operator === 'equals' ? '' : 'other than '}${value}`,
  listener: answer(body, { headers: { 'content-type': 'application/json' } }),
  spec: expecting({ type: 'jsonPath', path, operator, value }),
  succeeds,
});
const regex = (body: string, patterns: string[], present: boolean, succeeds: boolean): Row => ({
  it: `answers "${body}" where ${patterns.join(' and ')} must ${present ? '' : 'not '}match`,
  listener: answer(body),
  spec: expecting(...patterns.map((pattern): Assertion => ({ type: 'regex', pattern, present }))),
  succeeds,
});
const GID = 'gid=1; Expires=Tue, 19-Mar-2019 20:08:29 GMT; Domain=.example.com; Path=/';
const ZZ = 'zz=4; expires=Mon, 01-Jan-1990 00:00:00 GMT; Domain=www.example.com; Path=/';
const DOMAIN = '.*Domain=\\.example\\.com.*';

const rows: Row[] = [
  status(200, ['2xx'], true),
  status(201, ['2xx'], true),
  status(299, ['2xx'], true),
  status(300, ['2xx'], false),
  status(404, ['2xx'], false),
  status(404, ['200', '404'], true),
  status(200, ['200', '404'], true),
  status(201, ['200', '404'], false),
  status(404, ['404'], true),
  status(200, ['404'], false),
  coded('identity', Buffer.from(TEXT), true),
  coded('xxx', Buffer.from(TEXT), true),
  coded('gzip', gzipSync(TEXT), true),
  coded('br', brotliCompressSync(TEXT), true),
  coded('deflate', deflateSync(TEXT), true),
  {
    it: 'has a body of one byte less than the limit',
    listener: answer('A'.repeat(127)),
    spec: { maxBodyBytes: 128 },
    succeeds: true,
  },
  {
    it: 'has a body of one byte more than the limit',
    listener: answer('A'.repeat(129)),
    spec: { maxBodyBytes: 128 },
    succeeds: false,
    weDiffer: 'only a body that someone asks for can be too large; a visitor sees the page',
  },
  {
    it: 'has a body over the limit whose end an assertion asks for',
    listener: answer('A'.repeat(129)),
    spec: { maxBodyBytes: 128, ...expecting({ type: 'bodySize', minBytes: 129 }) },
    succeeds: false,
  },
  {
    it: 'redirects once',
    listener: (request, response) =>
      request.url === '/' ? redirectTo('/noredirect')(request, response) : void response.end(),
    succeeds: true,
  },
  {
    it: 'redirects where 302 is valid and redirects are not followed',
    listener: redirectTo('/noredirect'),
    spec: { followRedirects: false, expectedStatus: ['302'] },
    succeeds: true,
  },
  {
    it: 'redirects forever',
    listener: (request, response) => redirectTo(`${request.url}x`)(request, response),
    succeeds: false,
  },
  {
    it: 'takes POST only',
    listener: (request, response) => void response.writeHead(request.method === 'POST' ? 200 : 400).end(),
    spec: { method: 'POST' },
    succeeds: true,
  },
  {
    it: 'asks for a user and a password that the monitor has',
    listener: (request, response) =>
      void response.writeHead(request.headers.authorization === `Basic ${btoa('username:password')}` ? 200 : 401).end(),
    options: { secrets: { auth: { type: 'basic', username: 'username', password: 'password' } } },
    succeeds: true,
  },
  {
    it: 'asks for a bearer token that the monitor has',
    listener: (request, response) =>
      void response.writeHead(request.headers.authorization === 'Bearer mysecret' ? 200 : 401).end(),
    options: { secrets: { auth: { type: 'bearer', token: 'mysecret' } } },
    succeeds: true,
  },
  json('{"foo": {"bar": "baz"}}', '$.foo.bar', 'equals', 'baz', true),
  json('{"foo": {"bar": "baz"}}', '$.foo.bar', 'equals', 'qux', false),
  json('{"foo": {"bar": "baz"}}', '$.foo.bar', 'notEquals', 'baz', false),
  json('{"foo": {"bar": "🤠🤠🤠"}}', '$.foo.bar', 'equals', '🤠🤠🤠', true),
  json('{"foo": {"bar": "🤠🤠🤠"}}', '$.foo.bar', 'notEquals', '😿😿😿', true),
  json('{}', '$.foo.bar', 'equals', 'qux', false),
  json('hello world', '$.foo.bar', 'equals', 'baz', false),
  json('', '$.foo.bar', 'equals', 'baz', false),
  json('🤠🤠🤠', '$.foo.bar', 'equals', 'baz', false),
  regex('Bad news: could not connect to database server', ['could not connect to database'], false, false),
  regex('Download the latest version here', ['could not connect to database'], false, true),
  regex('internal error', ['could not connect to database', 'internal error'], false, false),
  regex('hello world', ['could not connect to database', 'internal error'], false, true),
  regex('Bad news: could not connect to database server', ['Download the latest version here'], true, false),
  regex('Download the latest version here', ['Download the latest version here'], true, true),
  regex('internal error', ['Download the latest version here', 'Copyright 2015'], true, false),
  regex('Copyright 2015 Download the latest version here', ['Download the latest', 'Copyright 2015'], true, true),
  {
    it: 'has a header that must match',
    listener: withHeader('content-type', 'text/javascript'),
    spec: expecting(header('Content-Type', 'matches', 'text/javascript')),
    succeeds: true,
  },
  {
    it: 'has another header than the one that must match',
    listener: withHeader('content-type', 'application/octet-stream'),
    spec: expecting(header('content-type', 'matches', 'text/javascript')),
    succeeds: false,
  },
  {
    it: 'has an empty header where anything matches',
    listener: withHeader('content-type', ''),
    spec: expecting(header('Content-Type', 'matches', '.*')),
    succeeds: true,
  },
  {
    it: 'has no header where anything matches',
    listener: answer('fine'),
    spec: expecting(header('Content-Type', 'matches', '.*')),
    succeeds: false,
  },
  {
    it: 'has a header that must not match',
    listener: withHeader('content-type', 'text/javascript'),
    spec: expecting(header('Content-Type', 'notMatches', 'text/javascript')),
    succeeds: false,
  },
  {
    it: 'has another header than the one that must not match',
    listener: withHeader('content-type', 'application/octet-stream'),
    spec: expecting(header('content-type', 'notMatches', 'text/javascript')),
    succeeds: true,
  },
  {
    it: 'has no header, where nothing may match and it may be missing',
    listener: answer('fine'),
    spec: expecting(header('Content-Type', 'notMatches', '.*')),
    succeeds: true,
  },
  {
    it: 'has two cookies, one of which must not match',
    listener: withHeader('set-cookie', ZZ, GID),
    spec: expecting(header('Set-Cookie', 'notMatches', DOMAIN)),
    succeeds: false,
  },
  {
    it: 'has one cookie where another must match',
    listener: withHeader('set-cookie', ZZ),
    spec: expecting(header('Set-Cookie', 'matches', DOMAIN)),
    succeeds: false,
  },
  {
    it: 'has two cookies, one of which must match',
    listener: withHeader('set-cookie', ZZ, GID),
    spec: expecting(header('Set-Cookie', 'matches', DOMAIN)),
    succeeds: true,
  },
  {
    it: 'wants the headers that the monitor has',
    listener: (request, response) => {
      const { host, 'user-agent': agent, 'accept-language': language } = request.headers;
      const isRight = host === 'my-secret-vhost.com' && agent === 'unsuspicious-user' && language === 'en-US';
      response.writeHead(isRight ? 200 : 400).end();
    },
    options: {
      secrets: {
        headers: { Host: 'my-secret-vhost.com', 'User-Agent': 'unsuspicious-user', 'Accept-Language': 'en-US' },
      },
    },
    succeeds: true,
  },
  {
    it: 'sets a cookie with a redirect and wants it back',
    listener: (request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/noredirect', 'set-cookie': 'magic=cookie' }).end();
      else response.writeHead(request.headers.cookie === 'magic=cookie' ? 200 : 400).end();
    },
    succeeds: true,
  },
  {
    it: 'wants the body that the monitor has',
    listener: (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.writeHead(body === 'Test Body' ? 200 : 400).end());
    },
    spec: { method: 'POST' },
    options: { secrets: { body: 'Test Body' } },
    succeeds: true,
  },
];

describe('like blackbox_exporter, a check of a server that', () => {
  it.each(rows.filter(({ weDiffer }) => weDiffer === undefined))('$it: $succeeds', async (row) => {
    await using target = await Target.http(row.listener);
    const outcome = await probe(target.url(), row.spec, row.options);
    expect({ isUp: outcome.status === 'up', detail: outcome.detail }).toMatchObject({ isUp: row.succeeds });
  });
});

describe('unlike blackbox_exporter, a check of a server that', () => {
  it.each(rows.filter(({ weDiffer }) => weDiffer !== undefined))('$it: as $weDiffer', async (row) => {
    await using target = await Target.http(row.listener);
    const outcome = await probe(target.url(), row.spec, row.options);
    expect(outcome.status === 'up').toBe(!row.succeeds);
  });
});

describe('like blackbox_exporter, a check of an https server', () => {
  it('whose certificate is not trusted: fails when it is verified, succeeds when it is not', async () => {
    await using target = await Target.https(await makeServerCertificate(['127.0.0.1']));
    expect((await probe(target.url())).status).toBe('down');
    expect((await probe(target.url(), verifying(false))).status).toBe('up');
  });

  it('sends the name of the host, not its address, and verifies by it', async () => {
    const authority = await makeAuthority();
    await using target = await Target.https(await makeServerCertificate(['shop.example'], { authority }));
    const options = { resolve: resolveTo({ 'shop.example': ['127.0.0.1'] }), trusted: authority.pem };
    expect((await probe(target.url('/', 'shop.example'), {}, options)).status).toBe('up');
  });

  it('to which a plain one redirects: succeeds', async () => {
    const authority = await makeAuthority();
    await using secure = await Target.https(await makeServerCertificate(['127.0.0.1'], { authority }));
    await using plain = await Target.http(redirectTo(secure.url()));
    expect((await probe(plain.url(), {}, { trusted: authority.pem })).status).toBe('up');
  });
});

const verifying = (verify: boolean): Partial<ProbeSpec> => ({ tls: { verify, minVersion: null, serverName: null } });
