import { describe, expect, it } from '@jest/globals';
import { LoginsBusyError } from './access.errors.js';
import { PasswordHasher } from './password-hasher.js';

const MANY = 200;

describe('PasswordHasher', () => {
  it('knows its own hashes, and never a user without one', async () => {
    const hasher = new PasswordHasher();
    const stored = await hasher.hash('correct horse');
    expect(stored).toMatch(/^\$argon2id\$/);
    expect(await hasher.verify(stored, 'correct horse')).toBe(true);
    expect(await hasher.verify(stored, 'wrong horse')).toBe(false);
    expect(await hasher.verify(null, 'correct horse')).toBe(false);
  });

  it('takes a bounded number on, and continues with the next ones', async () => {
    const hasher = new PasswordHasher();
    const stored = await hasher.hash('correct horse');
    const results = await Promise.allSettled(Array.from({ length: MANY }, () => hasher.verify(stored, 'wrong')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(MANY - 52);
    expect(refused.every(({ reason }) => reason instanceof LoginsBusyError)).toBe(true);
    expect(await hasher.verify(stored, 'correct horse')).toBe(true);
  });
});
