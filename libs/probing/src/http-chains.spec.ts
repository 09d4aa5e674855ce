import { describe, expect, it } from '@jest/globals';
import { serveRaw } from '@wakeful/testing';
import { answer, expectSound, probe, resolveTo, Target } from './targets.fixture.js';
import { makeAuthority, makeServerCertificate } from './tls/certificates.fixture.js';

/** Answers a step with headers for it, and keeps what came; the last step is answered 200. */
async function chain(
  steps: (self: Target) => Readonly<Record<string, Record<string, string | string[]>>>,
): Promise<{ target: Target; cookies: Map<string, string | undefined> }> {
  const cookies = new Map<string, string | undefined>();
  const target: Target = await Target.http((request, response) => {
    const path = request.url ?? '/';
    cookies.set(`${request.headers.host?.split(':')[0]}${path}`, request.headers.cookie);
    const headers = steps(target)[path];
    response.writeHead(headers ? 302 : 200, headers).end();
  });
  return { target, cookies };
}

describe('httpProbe keeps the cookies of a chain of redirects', () => {
  it('sends them back, next to the own ones, and forgets them with the check', async () => {
    const { target, cookies } = await chain(() => ({
      '/': { location: '/login', 'set-cookie': ['session=abc; HttpOnly', 'seen=1'] },
      '/login': { location: '/home', 'set-cookie': 'session=def' },
    }));
    await using _ = target;
    const secrets = { headers: { Cookie: 'consent=yes' } };
    const outcome = await probe(target.url('/', 'shop.example'), {}, { secrets });
    await probe(target.url('/login', 'shop.example'));

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', facts: { finalUrl: target.url('/home', 'shop.example') } });
    expect(Object.fromEntries(cookies)).toEqual({
      'shop.example/': 'consent=yes',
      // The second check began without any.
      'shop.example/login': undefined,
      'shop.example/home': 'session=def',
    });
  });

  it('so that a page that asks for a cookie before it shows itself is up', async () => {
    await using target = await Target.http((request, response) => {
      if (request.headers.cookie === 'checked=1') return response.end('welcome');
      return response.writeHead(302, { location: '/', 'set-cookie': 'checked=1' }).end();
    });

    expect(await probe(target.url())).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(await probe(target.url('/', 'shop.example'))).toMatchObject({ status: 'up', httpStatus: 200 });
  });

  const toEnd = (cookie: string) => ({ location: '/a/end', 'set-cookie': cookie });

  it.each([
    { name: 'a path that holds', cookie: 'x=1; Path=/a', want: 'x=1' },
    { name: 'a path that does not', cookie: 'x=1; Path=/b', want: undefined },
    { name: 'a domain that holds', cookie: 'x=1; Domain=shop.example', want: 'x=1' },
    { name: 'a domain above', cookie: 'x=1; Domain=example.com', want: undefined },
    { name: 'a public suffix', cookie: 'x=1; Domain=example', want: undefined },
    { name: 'another domain', cookie: 'x=1; Domain=other.example', want: undefined },
    { name: 'Secure without TLS', cookie: 'x=1; Secure', want: undefined },
    { name: 'Max-Age=0', cookie: 'x=1; Max-Age=0', want: undefined },
    { name: 'an expiry long ago', cookie: 'x=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', want: undefined },
    { name: 'no name', cookie: '=1', want: '1' },
    { name: 'nonsense', cookie: ';;;', want: undefined },
  ])('after $name', async ({ cookie, want }) => {
    const { target, cookies } = await chain(() => ({ '/a/start': toEnd(cookie) }));
    await using _ = target;
    const outcome = await probe(target.url('/a/start', 'shop.example'));

    expect(outcome.status).toBe('up');
    expect(cookies.get('shop.example/a/end')).toBe(want);
  });

  it('from one host to another by the rules of their domains', async () => {
    const { target, cookies } = await chain((self) => ({
      '/': { location: self.url('/1', 'www.shop.test'), 'set-cookie': ['host=1', 'all=2; Domain=shop.test'] },
      '/1': { location: self.url('/2', 'other.test') },
      '/2': { location: self.url('/3', 'shop.test') },
    }));
    await using _ = target;
    await probe(target.url('/', 'shop.test'));

    expect(Object.fromEntries(cookies)).toEqual({
      'shop.test/': undefined,
      'www.shop.test/1': 'all=2',
      'other.test/2': undefined,
      'shop.test/3': 'host=1; all=2',
    });
  });

  it('removes one that the server takes back', async () => {
    const { target, cookies } = await chain(() => ({
      '/': { location: '/out', 'set-cookie': 'session=abc' },
      '/out': { location: '/end', 'set-cookie': 'session=; Max-Age=0' },
    }));
    await using _ = target;
    await probe(target.url('/', 'shop.example'));

    expect(Object.fromEntries(cookies)).toMatchObject({
      'shop.example/out': 'session=abc',
      'shop.example/end': undefined,
    });
  });
});

describe('httpProbe follows a redirect by its status and Location alone', () => {
  const to = 'HTTP/1.1 302 Found\r\nLocation: /to\r\n';

  it.each([
    { name: 'a length of 0 and then a body', bytes: `${to}Content-Length: 0\r\n\r\nmoved` },
    { name: 'a chunk size that is none', bytes: `${to}Transfer-Encoding: chunked\r\n\r\nzz\r\nmoved\r\n0\r\n\r\n` },
    { name: 'a body shorter than announced', bytes: `${to}Content-Length: 50\r\n\r\nmoved` },
    { name: 'a gzip that is none', bytes: `${to}Content-Encoding: gzip\r\n\r\nmoved` },
    { name: 'a body without an end', bytes: `${to}\r\nmoved`, staysOpen: true },
    { name: 'a second Location, the same', bytes: `${to}Location: /to\r\n\r\n` },
    { name: 'lines in LF', bytes: 'HTTP/1.1 302 Found\nLocation: /to\n\n' },
    { name: 'HEAD, with a body', bytes: `${to}Content-Length: 5\r\n\r\nmoved`, method: 'HEAD' as const },
  ])('$name', async ({ bytes, staysOpen = false, method = 'GET' as const }) => {
    await using target = await Target.tcp((socket) => {
      socket.once('data', (asked: Buffer) => {
        const isFirst = asked.toString().includes(' / HTTP/1.1');
        serveRaw({ bytes: isFirst ? bytes : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', staysOpen })(socket);
        socket.emit('data', asked);
      });
    });
    const outcome = await probe(target.url(), { method });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', httpStatus: 200, facts: { finalUrl: target.url('/to') } });
    await target.allClosed();
  });

  it('refuses two that differ, as browsers do', async () => {
    await using target = await Target.tcp(serveRaw({ bytes: `${to}Location: /there\r\n\r\n` }));
    const outcome = await probe(target.url());

    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'network',
      detail: expect.stringMatching(/Location/) as unknown,
    });
  });

  it.each([
    { name: 'bytes that are not UTF-8', location: Buffer.from('/caf\xe9', 'latin1'), path: '/caf%E9' },
    { name: 'UTF-8', location: Buffer.from('/café'), path: '/caf%C3%A9' },
    { name: 'bytes that are escaped already', location: Buffer.from('/caf%e9'), path: '/caf%e9' },
    { name: 'a blank', location: Buffer.from('/a b'), path: '/a%20b' },
    { name: 'backslashes', location: Buffer.from('\\a\\b'), path: '/a/b' },
  ])('to a Location with $name', async ({ location, path }) => {
    const paths: string[] = [];
    await using target = await Target.tcp((socket) => {
      socket.once('data', (asked: Buffer) => {
        paths.push(asked.toString().split(' ')[1] ?? '');
        const head = paths.length === 1 ? 'HTTP/1.1 301 Moved\r\nLocation: ' : 'HTTP/1.1 200 OK\r\nX: ';
        socket.end(Buffer.concat([Buffer.from(head), location, Buffer.from('\r\nContent-Length: 0\r\n\r\n')]));
      });
    });
    const outcome = await probe(target.url());

    expect(outcome).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(paths).toEqual(['/', path]);
  });

  it.each([
    { name: 'an empty Location', headers: { location: '' } as Record<string, string> },
    { name: 'no Location', headers: {} },
  ])('takes $name for no redirect', async ({ headers }) => {
    await using target = await Target.http(answer('stay', { status: 302, headers }));

    expect(await probe(target.url(), { expectedStatus: ['302'] })).toMatchObject({ status: 'up', httpStatus: 302 });
  });
});

describe('httpProbe sends a body to no other origin', () => {
  it.each([
    { status: 307, other: 'b.example', arrives: '' },
    { status: 308, other: 'b.example', arrives: '' },
    { status: 307, other: 'a.example', arrives: 'secret' },
    { status: 308, other: 'a.example', arrives: 'secret' },
  ])('$status to $other: "$arrives"', async ({ status, other, arrives }) => {
    const seen: { method: string | undefined; body: string }[] = [];
    await using target: Target = await Target.http((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        seen.push({ method: request.method, body });
        const isFirst = request.url === '/';
        response.writeHead(isFirst ? status : 200, isFirst ? { location: target.url('/to', other) } : {}).end();
      });
    });
    const outcome = await probe(target.url('/', 'a.example'), { method: 'POST' }, { secrets: { body: 'secret' } });

    expect(seen[1]).toEqual({ method: 'POST', body: arrives });
    expect(outcome.facts.oddities).toEqual(arrives ? undefined : ['The body was not sent on to another origin.']);
  });

  it('nor from https to http', async () => {
    const bodies: string[] = [];
    await using plain = await Target.http((request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)));
      request.on('end', () => response.end('ok'));
    });
    const authority = await makeAuthority();
    const options = await makeServerCertificate(['shop.test'], { authority });
    await using secure = await Target.https(options, (_request, response) => {
      response.writeHead(308, { location: plain.url('/to', 'shop.test') }).end();
    });
    const secrets = { body: 'secret', auth: { type: 'bearer', token: 'token-1234' } as const };
    const outcome = await probe(
      secure.url('/', 'shop.test'),
      { method: 'PUT' },
      { secrets, trusted: authority.pem, resolve: resolveTo() },
    );

    expect(outcome).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(bodies).toEqual([]);
  });
});
