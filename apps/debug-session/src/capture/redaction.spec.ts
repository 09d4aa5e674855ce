import { describe, expect, it } from '@jest/globals';
import { NO_SECRETS } from '@wakeful/contracts';
import { Redaction } from './redaction.js';

const secrets = {
  ...NO_SECRETS,
  headers: {
    'X-Team-Key': 'kangaroo-42',
    'X-Vault': 'dingo-43',
    'X-Access': 'production',
    'X-Env': 'production',
    'X-Requested-With': 'XMLHttpRequest',
    'X-Forwarded-Site': 'https://shop.example',
    Origin: 'https://shop.example',
    Accept: 'text/html',
  },
  auth: { type: 'bearer' as const, token: 'wombat-token-1' },
};

describe('the redaction', () => {
  it.each([
    { name: 'authorization', hidden: true },
    { name: 'Cookie', hidden: true },
    { name: 'SET-COOKIE', hidden: true },
    { name: 'x-team-key', hidden: true },
    { name: 'x-internal', hidden: true },
    { name: 'X-Vault', hidden: true },
    { name: 'X-Access', hidden: true },
    { name: 'X-Amz-Security-Token', hidden: true },
    { name: 'Origin', hidden: false },
    { name: 'X-Env', hidden: false },
    { name: 'X-Requested-With', hidden: false },
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

  it('leaves words and the origin of the monitor as they are, whatever header repeats them', () => {
    const redaction = new Redaction(secrets, [], 'https://shop.example/cart');
    const text = 'https://shop.example/cart answered 502 in production to an XMLHttpRequest';
    expect(redaction.text(text)).toBe(text);
  });

  it('hides what stands before the cut as a whole, and no half of it after', () => {
    const redaction = new Redaction(secrets);
    expect(redaction.beginning('{"a":1,"password":"hunter2"}', 20)).toBe('{"a":1,"password":"*');
    expect(redaction.beginning('sent wombat-token-1 back', 11)).toBe('sent *** ba');
    expect(redaction.beginning('well known wombat-tok', 100, true)).toBe('well known ');
  });

  it('is the same in another process', () => {
    const redaction = new Redaction(secrets, ['x-internal'], 'https://shop.example/');
    redaction.learn([{ name: 'set-cookie', value: 'sid=platypus-9; Path=/' }]);
    const other = Redaction.of(structuredClone(redaction.state));
    expect(other.text('platypus-9 wombat-token-1 ?x-internal=5')).toBe('*** *** ?x-internal=***');
  });

  it('hides fields by their names, and values of what is named next to them', () => {
    const json = new Redaction(secrets).json({
      clientSecret: 'a',
      user: 'ann',
      cookies: [{ name: 'a' }],
      queryString: [
        { name: 'lang', value: 'en' },
        { name: 'accessToken', value: 'b' },
      ],
      snapshot: ['INPUT', { type: 'password', value: 'c', __playwright_value_: 'd' }],
    });
    expect(json).toEqual({
      clientSecret: '***',
      user: 'ann',
      cookies: [],
      queryString: [
        { name: 'lang', value: 'en' },
        { name: 'accessToken', value: '***' },
      ],
      snapshot: ['INPUT', { type: 'password', value: '***', __playwright_value_: '***' }],
    });
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
