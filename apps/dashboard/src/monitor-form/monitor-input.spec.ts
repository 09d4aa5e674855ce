import { describe, expect, it } from '@jest/globals';
import { createMonitor, HIDDEN_SECRET } from '@wakeful/contracts';
import { emptyForm, formOf, newHeaderRow } from './form-state.js';
import { changesOf, hasHiddenSecrets, inputOf, newMonitorOf, withScheme } from './monitor-input.js';

const stored = createMonitor.parse({
  url: 'https://shop.example/login',
  name: 'Shop',
  timeoutMs: 5_000,
  method: 'POST',
  headers: { 'X-Token': HIDDEN_SECRET, Accept: 'text/html' },
  body: '{"a":1}',
  auth: { type: 'basic', username: 'ann', password: HIDDEN_SECRET },
  assertions: [
    { type: 'jsonPath', path: '$.n', operator: 'equals', value: '42' },
    { type: 'header', name: 'Server', operator: 'contains', value: 'nginx' },
    { type: 'bodySize', minBytes: 0 },
  ],
  degradedThresholdMs: 800,
  circuitBreaker: { failureThreshold: 3, cooldownSeconds: 60 },
  tags: ['eu'],
  tls: { verify: true, clientKey: HIDDEN_SECRET, minVersion: 'TLSv1.3', serverName: 'shop.internal' },
  proxy: 'socks5://***@proxy.example:1080',
  resolvers: ['192.0.2.53', '[2001:db8::53]:5353'],
});

describe('an address without a scheme', () => {
  it.each([
    ['example.com', 'https://example.com'],
    [' localhost:8080/x ', 'https://localhost:8080/x'],
    ['HTTP://example.com', 'HTTP://example.com'],
    ['ftp://example.com', 'ftp://example.com'],
    ['', ''],
  ])('%j is %j', (typed, url) => expect(withScheme(typed)).toBe(url));
});

describe('the form of a monitor', () => {
  it('gives back the monitor that it shows', () => {
    expect(inputOf(formOf(stored))).toEqual(stored);
  });

  it('makes a monitor with the defaults of the API from an address alone', () => {
    const body = newMonitorOf({ ...emptyForm(), url: 'example.com' });
    expect(body).toEqual(createMonitor.parse({ url: 'https://example.com' }));
    expect(body).not.toHaveProperty('name');
    expect(body).not.toHaveProperty('timeoutMs');
  });

  it('leaves out rows without anything in them, and the body where none can be', () => {
    const form = { ...formOf(stored), method: 'GET' as const, headers: [newHeaderRow(), newHeaderRow(' A ', 'b')] };
    expect(inputOf(form)).toMatchObject({ headers: { A: 'b' }, body: null });
  });

  it.each([
    { type: 'digest', username: 'ann', password: 'p' },
    { type: 'bearer', token: 't' },
    {
      type: 'oauth2',
      tokenUrl: 'https://login.example/token',
      clientId: 'shop',
      clientSecret: 's',
      scope: 'read write',
      audience: null,
    },
  ] as const)('gives back credentials of the type $type', (auth) => {
    expect(inputOf(formOf({ ...stored, auth })).auth).toEqual(auth);
  });

  it('knows whether it holds a secret that it cannot show', () => {
    const open = { ...formOf(stored), headers: [], authType: 'none' as const, clientKey: '', proxy: '' };
    expect(hasHiddenSecrets(open)).toBe(false);
    expect(hasHiddenSecrets({ ...open, headers: formOf(stored).headers })).toBe(true);
    expect(hasHiddenSecrets({ ...open, authType: 'basic' })).toBe(true);
    expect(hasHiddenSecrets({ ...open, authType: 'oauth2', clientSecret: HIDDEN_SECRET })).toBe(true);
    expect(hasHiddenSecrets({ ...open, clientKey: HIDDEN_SECRET })).toBe(true);
    expect(hasHiddenSecrets({ ...open, proxy: 'http://***@proxy.example' })).toBe(true);
  });
});

describe('the change of a monitor', () => {
  const before = formOf(stored);

  it('is empty when nothing was changed', () => {
    expect(changesOf({ ...before }, before)).toEqual({});
  });

  it('has only what is said otherwise, and keeps hidden secrets in it', () => {
    const changed = { ...before, intervalSeconds: 30, username: 'bob', degradedThresholdMs: '' };
    expect(changesOf(changed, before)).toEqual({
      intervalSeconds: 30,
      auth: { type: 'basic', username: 'bob', password: HIDDEN_SECRET },
      degradedThresholdMs: null,
    });
  });

  it('is not made by what the form cannot show exactly', () => {
    const odd = formOf({ ...stored, body: '', name: ' Shop ' });
    expect(changesOf({ ...odd, enabled: false }, odd)).toEqual({ enabled: false });
  });

  it('holds what was emptied, so that it is refused instead of ignored', () => {
    expect(changesOf({ ...before, name: '', timeoutMs: '' }, before)).toEqual({ name: '', timeoutMs: Number.NaN });
  });
});
