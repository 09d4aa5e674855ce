import { describe, expect, it } from '@jest/globals';
import type { ProbeSpec } from '@wakeful/contracts';
import { serveRaw } from '@wakeful/testing';
import { expectSound, probe, Target } from './targets.fixture.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const answer = (types: readonly string[], body: Buffer): Buffer =>
  Buffer.concat([
    latin1(`HTTP/1.1 200 OK\r\n${types.map((type) => `Content-Type: ${type}\r\n`).join('')}Connection: close\r\n\r\n`),
    body,
  ]);
const greets: ProbeSpec['assertions'] = [{ type: 'keyword', keyword: 'Grüße €', present: true, ignoreCase: false }];
/** "Grüße €": windows-1252 has the euro sign at 0x80, which ISO-8859-1 means on the web, too. */
const windows = Buffer.concat([latin1('Gr\xfc\xdfe '), Buffer.from([0x80])]);
const meta = (tag: string, body = windows): Buffer =>
  Buffer.concat([latin1(`<!doctype html><head>${tag}<body>`), body]);
const html = 'text/html';
const utf8 = Buffer.from('Grüße €');

const rows: readonly { name: string; types: readonly string[]; body: Buffer }[] = [
  { name: 'a byte order mark of UTF-8', types: [html], body: Buffer.from('\ufeffGrüße €') },
  { name: 'a byte order mark of UTF-16', types: [html], body: Buffer.from('\ufeffGrüße €', 'utf16le') },
  {
    name: 'a byte order mark that contradicts the header',
    types: ['text/html; charset=ISO-8859-1'],
    body: Buffer.from('\ufeffGrüße €'),
  },
  { name: 'the header', types: ['text/html; charset=windows-1252'], body: windows },
  { name: 'the header, in quotes', types: ['text/html; charset="windows-1252"'], body: windows },
  { name: 'the header, as ISO-8859-1', types: ['text/html;charset=iso-8859-1'], body: windows },
  { name: 'a second header', types: [html, 'text/html; charset=windows-1252'], body: windows },
  { name: 'the first of two headers', types: ['text/html; charset=windows-1252', html], body: windows },
  {
    name: 'the header, which contradicts the page',
    types: ['text/html; charset=UTF-8'],
    body: meta('<meta charset=windows-1252>', utf8),
  },
  { name: 'meta charset', types: [html], body: meta('<meta charset="iso-8859-1">') },
  {
    name: 'meta http-equiv',
    types: [html],
    body: meta('<meta http-equiv=Content-Type content="text/html; charset=windows-1252">'),
  },
  {
    name: 'an XML declaration',
    types: ['application/xml'],
    body: Buffer.concat([latin1('<?xml version="1.0" encoding="windows-1252"?><a>'), windows]),
  },
  {
    name: 'an XML declaration in XHTML',
    types: [html],
    body: Buffer.concat([latin1('<?xml version="1.0" encoding="windows-1252"?><html>'), windows]),
  },
  { name: 'nothing, and it is UTF-8', types: [html], body: utf8 },
  { name: 'nothing, and it is not UTF-8', types: [html], body: windows },
  { name: 'nothing, without a type', types: [], body: windows },
  { name: 'an unknown charset, and it is not UTF-8', types: ['text/html; charset=utf8mb4'], body: windows },
  {
    name: 'a meta beyond the first 1,024 bytes',
    types: [html],
    body: Buffer.concat([latin1(' '.repeat(1_100)), meta('<meta charset=koi8-r>')]),
  },
];

describe('httpProbe reads text as browsers do', () => {
  it.each(rows)('by $name', async ({ types, body }) => {
    await using target = await Target.tcp(serveRaw({ bytes: answer(types, body) }));
    const outcome = await probe(target.url(), { assertions: greets });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', detail: '' });
  });

  it('so that an error page in ISO-8859-1 is found', async () => {
    const body = latin1('Datenbankfehler: Verbindung konnte nicht ge\xf6ffnet werden');
    await using target = await Target.tcp(serveRaw({ bytes: answer(['text/html; charset=ISO-8859-1'], body) }));
    const absent = { type: 'keyword', keyword: 'geöffnet', present: false, ignoreCase: false } as const;

    expect(await probe(target.url(), { assertions: [absent] })).toMatchObject({ status: 'down', reason: 'assertion' });
  });

  it.each([
    { name: 'UTF-8', bytes: Buffer.from('Grüße €') },
    { name: 'Latin-1', bytes: latin1('Gr\xfc\xdfe'), value: 'Grüße' },
  ])('header values in $name', async ({ bytes, value = 'Grüße €' }) => {
    const whole = Buffer.concat([latin1('HTTP/1.1 200 OK\r\nX-Greeting: '), bytes, latin1('\r\n\r\n')]);
    await using target = await Target.tcp(serveRaw({ bytes: whole }));
    const assertions: ProbeSpec['assertions'] = [{ type: 'header', name: 'X-Greeting', operator: 'equals', value }];

    expect(await probe(target.url(), { assertions })).toMatchObject({ status: 'up', detail: '' });
  });

  it.each([
    { name: 'a byte order mark', text: '\ufeff{"id": 1}', value: 1 as number | { integer: string } },
    { name: 'a large integer, as digits', text: '{"id": 9007199254740993}', value: { integer: '9007199254740993' } },
    {
      name: 'a large negative integer, as digits',
      text: '{"id": -9007199254740993}',
      value: { integer: '-9007199254740993' },
    },
  ])('JSON with $name', async ({ text, value }) => {
    await using target = await Target.tcp(serveRaw({ bytes: answer(['application/json'], Buffer.from(text)) }));
    const assertions: ProbeSpec['assertions'] = [{ type: 'jsonPath', path: '$.id', operator: 'equals', value }];

    expect(await probe(target.url(), { assertions })).toMatchObject({ status: 'up', detail: '' });
  });

  it('JSON with a large integer that differs in its last digit', async () => {
    const bytes = answer(['application/json'], Buffer.from('{"id": 9007199254740992}'));
    await using target = await Target.tcp(serveRaw({ bytes }));
    const value = { integer: '9007199254740993' };
    const equals = { type: 'jsonPath', path: '$.id', operator: 'equals', value } as const;
    const outcome = await probe(target.url(), { assertions: [equals] });

    expect(outcome).toMatchObject({ status: 'down', reason: 'assertion' });
    expect(outcome.detail).toContain('9007199254740992');
  });
});
