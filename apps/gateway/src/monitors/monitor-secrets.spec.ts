import { describe, expect, it } from '@jest/globals';
import type { ProbeSecrets } from '@wakeful/contracts';
import { SecretBox } from '@wakeful/platform';
import { hideSecrets, missingSecrets, MonitorSecrets, revealSecrets } from './monitor-secrets.js';

const none: ProbeSecrets = { headers: {}, body: null, auth: null };

describe('MonitorSecrets', () => {
  const secrets = new MonitorSecrets(new SecretBox(Buffer.alloc(32, 7).toString('base64')));

  it('seals nothing when there is nothing', () => {
    expect(secrets.seal(none)).toBeNull();
    expect(secrets.open(null)).toEqual(none);
  });

  it.each<ProbeSecrets>([
    { ...none, headers: { a: 'b' } },
    { ...none, body: '' },
    { ...none, auth: { type: 'bearer', token: 't' } },
  ])('opens what it sealed: %j', (some) => {
    const sealed = secrets.seal(some);
    expect(sealed).not.toBeNull();
    expect(secrets.open(sealed)).toEqual(some);
  });
});

describe('hideSecrets', () => {
  it.each(['Authorization', 'Cookie', 'X-Auth-Token', 'client-secret', 'X-Api-Key', 'password'])('hides %s', (name) => {
    expect(hideSecrets({ ...none, headers: { [name]: 's' } }).headers).toEqual({ [name]: '***' });
  });

  it('shows other headers and the body', () => {
    const some = { ...none, headers: { Accept: 'text/html' }, body: 'b' };
    expect(hideSecrets(some)).toEqual(some);
  });

  it.each<ProbeSecrets['auth']>([
    { type: 'basic', username: 'ann', password: 's3cret' },
    { type: 'bearer', token: 's3cret' },
  ])('hides credentials: %j', (auth) => {
    expect(JSON.stringify(hideSecrets({ ...none, auth }))).not.toContain('s3cret');
  });
});

describe('revealSecrets', () => {
  const stored: ProbeSecrets = {
    headers: { 'X-Api-Key': 'k', Accept: 'a' },
    body: 'b',
    auth: { type: 'basic', username: 'ann', password: 'p' },
  };

  it('gives back what was hidden', () => {
    expect(revealSecrets(hideSecrets(stored), stored)).toEqual(stored);
  });

  it('leaves what stands for nothing, to be refused', () => {
    const sent: ProbeSecrets = { ...none, headers: { Cookie: '***' }, auth: { type: 'bearer', token: '***' } };
    expect(missingSecrets(revealSecrets(sent, stored)).map(({ path }) => path)).toEqual([
      'headers.Cookie',
      'auth.token',
    ]);
  });
});
