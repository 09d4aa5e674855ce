import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, databaseVariables, integerVariable, loadConfig, serviceVariables } from './config.js';

const schema = z.object({
  ...serviceVariables,
  ...databaseVariables,
  CONCURRENCY: integerVariable(1, 100, 10, 'Retries'),
});
const good = { PORT: '3000', NATS_URL: 'nats://localhost:4222', DATABASE_URL: 'postgres://u:hunter2@localhost/w' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(schema, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wakeful-config-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads what is set and fills in what is not', () => {
    expect(loadConfig(schema, good)).toEqual({
      ...good,
      PORT: 3000,
      HOST: '0.0.0.0',
      LOG_LEVEL: 'info',
      DATABASE_POOL_SIZE: 10,
      CONCURRENCY: 10,
    });
  });

  it.each([
    { name: 'a missing variable', change: { NATS_URL: '' }, want: ['NATS_URL is missing'] },
    { name: 'a number that is none', change: { CONCURRENCY: 'many' }, want: ['CONCURRENCY: must be a number'] },
    { name: 'a number out of range', change: { CONCURRENCY: '0' }, want: ['CONCURRENCY: must be 1 at least'] },
    {
      name: 'a wrong URL',
      change: { DATABASE_URL: 'mysql://hunter2' },
      want: ['DATABASE_URL: must begin with postgres://'],
    },
    {
      name: 'a file that is not there',
      change: { DATABASE_URL: undefined, DATABASE_URL_FILE: '/nowhere/hunter2' },
      want: ['DATABASE_URL_FILE: the file cannot be read', 'DATABASE_URL is missing'],
    },
  ])('refuses $name, by its name and without its value', ({ change, want }) => {
    const environment = Object.fromEntries(
      Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    expect(problemsOf(environment)).toEqual(want);
    expect(problemsOf(environment).join()).not.toContain('hunter2');
  });

  it('reads a secret from the file that <NAME>_FILE names', () => {
    const path = join(folder, 'database-url');
    writeFileSync(path, `${good.DATABASE_URL}\n`);
    const environment = { PORT: '1', NATS_URL: good.NATS_URL, DATABASE_URL: '', DATABASE_URL_FILE: path };
    expect(loadConfig(schema, environment).DATABASE_URL).toBe(good.DATABASE_URL);
  });
});
