import { describe, expect, it } from '@jest/globals';
import { NO_SECRETS } from '@wakeful/contracts';
import { Redaction } from './redaction.js';

const secrets = {
  ...NO_SECRETS,
  headers: { 'X-Team-Key': 'kangaroo-42', Accept: 'text/html' },
  auth: { type: 'bearer' as const, token: 'wombat-token-1' },
};

describe('the redaction', () => {
  it.each([
    { name: 'authorization', hidden: true },
    { name: 'Cookie', hidden: true },
    { name: 'SET-COOKIE', hidden: true },
    { name: 'x-team-key', hidden: true },
    { name: 'x-internal', hidden: true },
    { name: 'accept', hidden: false },
    { name: 'content-type', hidden: false },
  ])('hides the header $name: $hidden', ({ name, hidden }) => {
    const redaction = new Redaction(secrets, ['x-internal']);
    expect(redaction.headers([{ name, value: 'a value' }])[0]?.value).toBe(hidden ? '***' : 'a value');
  });

  it.each([
    { text: 'sent wombat-token-1 back', becomes: 'sent *** back' },
    { text: 'key=kangaroo-42', becomes: 'key=***' },
    { text: 'https://a.example/?token=abc&x=1', becomes: 'https://a.example/?token=***&x=1' },
    { text: 'user=ann&password=hunter2', becomes: 'user=ann&password=***' },
    { text: '{"user":"ann","password": "hun\\"ter2","n":1}', becomes: '{"user":"ann","password": "***","n":1}' },
    { text: '{"X-Internal":"abc"}', becomes: '{"X-Internal":"***"}' },
    { text: 'a tokenizer=on', becomes: 'a tokenizer=on' },
  ])('makes "$becomes" of "$text"', ({ text, becomes }) => {
    expect(new Redaction(secrets, ['x-internal']).text(text)).toBe(becomes);
  });

  it('hides the credentials that it met in headers wherever they turn up, but no short words', () => {
    const redaction = new Redaction(null);
    redaction.learn([
      { name: 'set-cookie', value: 'sid=platypus-9; Path=/; HttpOnly' },
      { name: 'cookie', value: 'lang=en; other=echidna-77' },
      { name: 'authorization', value: 'Bearer quokka-123' },
    ]);
    expect(redaction.text('platypus-9 echidna-77 quokka-123 in the end')).toBe('*** *** *** in the end');
  });
});
