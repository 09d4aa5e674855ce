import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ADVISORY_LOCKS, OBJECT_LOCKS } from './advisory-locks.js';

const root = join(import.meta.dirname, '../../..');

describe('advisory locks', () => {
  it.each([
    { name: 'single numbers', numbers: Object.values<number>(ADVISORY_LOCKS) },
    { name: 'classes of objects', numbers: Object.values<number>(OBJECT_LOCKS) },
  ])('differ: $name', ({ numbers }) => {
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are taken nowhere else', async () => {
    const elsewhere: string[] = [];
    for await (const file of glob('{apps,libs,tools}/*/src/**/*.ts', { cwd: root })) {
      if (file.includes('persistence/src/advisory-locks')) continue;
      if (/pg_(try_)?advisory/.test(readFileSync(join(root, file), 'utf8'))) elsewhere.push(file);
    }
    expect(elsewhere).toEqual([]);
  });
});
