import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isSecretKey, SealedSecretError, SecretBox } from './secret-box.js';

const aKey = (): string => randomBytes(32).toString('base64');

describe('SecretBox', () => {
  it('opens what it sealed', () => {
    const box = new SecretBox(aKey());
    expect(box.open(box.seal('påssword'))).toBe('påssword');
  });

  it('seals the same text differently each time, and never in clear', () => {
    const box = new SecretBox(aKey());
    const sealed = [box.seal('password'), box.seal('password')];
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(Buffer.from(sealed.join(), 'base64').toString('latin1')).not.toContain('password');
  });

  it('opens what was sealed under an older key of the list', () => {
    const [old, current] = [aKey(), aKey()];
    const sealed = new SecretBox(old).seal('password');
    const rotated = new SecretBox(`${current}, ${old}`);
    expect(rotated.open(sealed)).toBe('password');
    expect(() => new SecretBox(old).open(rotated.seal('new'))).toThrow(SealedSecretError);
  });

  it('refuses what was changed, cut or never sealed', () => {
    const box = new SecretBox(aKey());
    const sealed = box.seal('password');
    const [id, payload] = sealed.split('.');
    const bytes = Buffer.from(payload ?? '', 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    for (const wrong of [`${id}.${bytes.toString('base64')}`, sealed.slice(0, 20), 'password', '']) {
      expect(() => box.open(wrong)).toThrow(SealedSecretError);
    }
  });

  it('takes only keys of 32 bytes', () => {
    expect([aKey(), 'short', ''].map(isSecretKey)).toEqual([true, false, false]);
  });
});
