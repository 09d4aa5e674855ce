import * as zlib from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { ProbeSpec } from '@wakeful/contracts';
import { answer, expectSound, probe, Target } from './targets.fixture.js';

const text = 'Welcome to the shop! '.repeat(50);
const welcome: ProbeSpec['assertions'] = [{ type: 'keyword', keyword: text, present: true, ignoreCase: false }];

describe('httpProbe decodes', () => {
  it.each([
    { coding: 'identity', body: Buffer.from(text) },
    { coding: 'gzip', body: zlib.gzipSync(text) },
    { coding: 'X-GZip', body: zlib.gzipSync(text) },
    { coding: 'deflate', body: zlib.deflateSync(text) },
    { coding: 'deflate', body: zlib.deflateRawSync(text) },
    { coding: 'br', body: zlib.brotliCompressSync(text) },
    { coding: 'zstd', body: zlib.zstdCompressSync(text) },
    { coding: 'deflate, gzip', body: zlib.gzipSync(zlib.deflateSync(text)) },
  ])('$coding', async ({ coding, body }) => {
    await using target = await Target.http(answer(body, { headers: { 'content-encoding': coding } }));
    const outcome = await probe(target.url(), { assertions: welcome });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', detail: '', facts: { bodyBytes: text.length } });
  });

  it.each([
    { type: 'text/html', body: Buffer.from('Grüße') },
    { type: 'text/html; charset=UTF-8', body: Buffer.from('Grüße') },
    { type: 'text/html; charset="nonsense"', body: Buffer.from('Grüße') },
    { type: 'text/html;charset=ISO-8859-1', body: Buffer.from('Grüße', 'latin1') },
    { type: 'text/html; charset=utf-16le; x=y', body: Buffer.from('Grüße', 'utf16le') },
    { type: 'text/html', body: Buffer.from('\ufeffGrüße') },
  ])('text of $type', async ({ type, body }) => {
    await using target = await Target.http(answer(body, { headers: { 'content-type': type } }));
    const outcome = await probe(target.url(), { assertions: [{ type: 'regex', pattern: '^Grüße$', present: true }] });

    expect(outcome).toMatchObject({ status: 'up', detail: '' });
  });

  it.each([
    { coding: 'gzip', body: Buffer.from('not gzip'), want: 'The body is not valid gzip, as its content-encoding says' },
    { coding: 'br', body: Buffer.from('not brotli'), want: 'The body is not valid br' },
    { coding: 'gzip,gzip,gzip,gzip', body: Buffer.from('x'), want: 'encoded too many times' },
  ])('nothing that is broken: $coding', async ({ coding, body, want }) => {
    await using target = await Target.http(answer(body, { headers: { 'content-encoding': coding } }));
    const outcome = await probe(target.url());

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'network', httpStatus: 200 });
    expect(outcome.detail).toContain(want);
  });

  it('an empty body, whatever its coding', async () => {
    await using target = await Target.http(answer('', { headers: { 'content-encoding': 'gzip' } }));

    expect(await probe(target.url())).toMatchObject({ status: 'up', facts: { bodyBytes: 0 } });
  });
});

/** No one can say what is not in a body without having read it to its end. */
const needsAll: ProbeSpec['assertions'] = [
  { type: 'keyword', keyword: 'nowhere to be found', present: false, ignoreCase: false },
];

describe('httpProbe limits the body', () => {
  const bomb = zlib.gzipSync(Buffer.alloc(20_000_000));

  it.each([
    { name: 'exactly the limit', body: 'x'.repeat(1000), coding: 'identity', want: 'up' },
    { name: 'one byte more', body: 'x'.repeat(1001), coding: 'identity', want: 'The body is larger than 1,000 bytes' },
    { name: 'the limit once decoded', body: zlib.gzipSync('x'.repeat(1000)), coding: 'gzip', want: 'up' },
    { name: 'one more once decoded', body: zlib.gzipSync('x'.repeat(1001)), coding: 'gzip', want: 'once decoded' },
    { name: 'the same in br', body: zlib.brotliCompressSync('x'.repeat(1001)), coding: 'br', want: 'once decoded' },
    { name: 'the same in zstd', body: zlib.zstdCompressSync('x'.repeat(1001)), coding: 'zstd', want: 'once decoded' },
    { name: 'a zip bomb', body: bomb.subarray(0, 900), coding: 'gzip', want: 'once decoded' },
  ])('$name', async ({ body, coding, want }) => {
    await using target = await Target.http(answer(body, { headers: { 'content-encoding': coding } }));
    const outcome = await probe(target.url(), { maxBodyBytes: 1000, assertions: needsAll });

    expectSound(outcome);
    if (want === 'up') expect(outcome.status).toBe('up');
    else expect(outcome).toMatchObject({ status: 'down', reason: 'body_too_large', httpStatus: 200 });
    if (want !== 'up') expect(outcome.detail).toContain(want);
  });

  it('decodes what is large, too, and stops at the limit', async () => {
    const headers = { 'content-encoding': 'gzip' };
    await using target = await Target.http(answer(bomb, { headers }));

    expect(await probe(target.url(), { maxBodyBytes: 20_000_000, assertions: needsAll })).toMatchObject({
      status: 'up',
      facts: { bodyBytes: 20_000_000 },
    });
    expect(await probe(target.url(), { maxBodyBytes: 19_999_999, assertions: needsAll })).toMatchObject({
      reason: 'body_too_large',
    });
  });

  it('of 0 allows an empty body only', async () => {
    await using empty = await Target.http(answer(''));
    await using full = await Target.http(answer(zlib.gzipSync(''), { headers: { 'content-encoding': 'gzip' } }));

    expect(await probe(empty.url(), { maxBodyBytes: 0, assertions: needsAll })).toMatchObject({ status: 'up' });
    expect(await probe(full.url(), { maxBodyBytes: 0, assertions: needsAll })).toMatchObject({
      reason: 'body_too_large',
    });
  });

  it('and stops reading a body that never ends', async () => {
    await using target = await Target.http((_request, response) => {
      const write = (): void => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', write);
      write();
    });

    const spec = { maxBodyBytes: 100_000, assertions: needsAll };
    expect(await probe(target.url(), spec)).toMatchObject({ reason: 'body_too_large' });
    await target.allClosed();
  });
});

describe('httpProbe judges assertions', () => {
  const shop = JSON.stringify({ status: 'ok', items: [1, 2] });
  const rows: { assertion: ProbeSpec['assertions'][number]; passed: boolean }[] = [
    { assertion: { type: 'keyword', keyword: 'OK', present: true, ignoreCase: true }, passed: true },
    { assertion: { type: 'keyword', keyword: 'ok', present: false, ignoreCase: false }, passed: false },
    { assertion: { type: 'regex', pattern: '"status":\\s*"ok"', present: true }, passed: true },
    { assertion: { type: 'regex', pattern: 'down', present: true }, passed: false },
    { assertion: { type: 'jsonPath', path: '$.status', operator: 'equals', value: 'ok' }, passed: true },
    { assertion: { type: 'jsonPath', path: '$.items[2]', operator: 'exists' }, passed: false },
    { assertion: { type: 'header', name: 'X-Shop', operator: 'contains', value: 'te' }, passed: true },
    { assertion: { type: 'header', name: 'x-missing', operator: 'exists' }, passed: false },
    { assertion: { type: 'bodySize', minBytes: 5, maxBytes: 100 }, passed: true },
    { assertion: { type: 'bodySize', maxBytes: 5 }, passed: false },
  ];

  it.each(rows)('$assertion is $passed', async ({ assertion, passed }) => {
    await using target = await Target.http(answer(shop, { headers: { 'x-shop': 'tea' } }));
    const outcome = await probe(target.url(), { assertions: [assertion] });

    expectSound(outcome);
    expect(outcome).toMatchObject(passed ? { status: 'up' } : { status: 'down', reason: 'assertion' });
    expect(outcome.facts.assertions).toMatchObject([{ type: assertion.type, passed }]);
    if (!passed) expect(outcome.detail).toBe(outcome.facts.assertions?.[0]?.message);
  });

  it('each of its own body, when many come in pieces at the same time', async () => {
    await using target = await Target.http((request, response) => {
      const number = request.url?.slice(1) ?? '';
      response.setHeader('x-number', number);
      response.write(`Page ${number} begins, `);
      setTimeout(() => response.end(`and page ${number} ends.`), 20);
    });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        probe(target.url(`/${number}`), {
          assertions: [
            {
              type: 'keyword',
              keyword: `Page ${number} begins, and page ${number} ends.`,
              present: true,
              ignoreCase: false,
            },
            { type: 'header', name: 'x-number', operator: 'equals', value: String(number) },
          ],
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status !== 'up')).toEqual([]);
  });

  it('also when the status is wrong, which is then the reason', async () => {
    await using target = await Target.http(answer(shop, { status: 500 }));
    const outcome = await probe(target.url(), { assertions: [{ type: 'bodySize', maxBytes: 5 }] });

    expect(outcome).toMatchObject({ reason: 'http_status', facts: { assertions: [{ passed: false }] } });
  });
});

describe('httpProbe hides secrets', () => {
  it('that the target sends back', async () => {
    const secrets = {
      auth: { type: 'basic', username: 'ada', password: 'pass-"word"-123' } as const,
      headers: { 'x-api-key': 'key-1234567890-abcdef', cookie: 'id=session-9876543' },
      body: 'form=secret-body',
    };
    await using target = await Target.http((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { authorization, cookie } = request.headers;
        const key = String(request.headers['x-api-key']);
        if (request.url === '/') {
          return response
            .writeHead(307, { location: `/to?key=${key}&a=${encodeURIComponent(authorization ?? '')}` })
            .end();
        }
        response.setHeader('x-echo', `${authorization} ${cookie} ${key}`);
        return response.end(JSON.stringify({ password: 'pass-"word"-123', long: key.repeat(20), body }));
      });
    });
    const value = 'other';
    const assertions: ProbeSpec['assertions'] = [
      { type: 'header', name: 'x-echo', operator: 'equals', value },
      { type: 'jsonPath', path: '$.password', operator: 'equals', value },
      { type: 'jsonPath', path: '$.long', operator: 'equals', value },
      { type: 'jsonPath', path: '$.body', operator: 'equals', value },
    ];
    const outcome = await probe(target.url(), { method: 'POST', assertions }, { secrets });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'assertion' });
    const told = JSON.stringify(outcome);
    const credentials = Buffer.from('ada:pass-"word"-123').toString('base64');
    for (const secret of ['pass-', 'word', 'key-12345', 'session-9876543', 'secret-body', credentials.slice(0, 12)]) {
      expect(told.replaceAll('$.password', '')).not.toContain(secret);
    }
  });

  it('but neither plain words nor the own address, whatever header repeats them', async () => {
    await using target = await Target.http(({ headers }, response) => {
      response.setHeader('x-echo', `${headers['x-access']} at ${headers['x-site']} with ${headers['x-vault']}`).end();
    });
    const { origin } = new URL(target.url());
    const headers = { 'X-Access': 'production', 'X-Site': origin, 'X-Vault': 'key-of-the-vault' };
    const assertions: ProbeSpec['assertions'] = [
      { type: 'header', name: 'x-echo', operator: 'equals', value: 'other' },
    ];
    const { detail } = await probe(target.url(), { assertions }, { secrets: { headers } });

    expect(detail).toContain(`production at ${origin} with ***`);
  });
});
