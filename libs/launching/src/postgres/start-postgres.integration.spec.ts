import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres } from './start-postgres.js';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  let dataDir: string;

  beforeAll(async () => {
    // Closed to other users, as a checkout in a home directory may be.
    dataDir = join(await mkdtemp(join(tmpdir(), 'wakeful-postgres-spec-')), 'postgres');
  });
  afterAll(() => rm(join(dataDir, '..'), { recursive: true, force: true }));

  it('keeps committed rows over a kill -9 of the postmaster and a restart on the same folder', async () => {
    const first = await startPostgres({ dataDir, durability: 'durable' });
    await query(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    // A backend that is busy while its postmaster dies holds the shared memory for a while.
    const idle = new Client({ connectionString: first.url() });
    idle.on('error', () => undefined);
    await idle.connect();

    expect(first.kill('SIGKILL')).toBe(true);
    expect((await first.exited).signal).toBe('SIGKILL');

    await using second = await startPostgres({ dataDir, durability: 'durable', port: first.port });
    expect(second.url()).toBe(first.url());
    expect(await query(second.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await query(second.url(), 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    await idle.end().catch(() => undefined);
  });

  it('refuses a folder on which a server is running', async () => {
    await using server = await startPostgres({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({
      code: 'POSTGRES_IN_USE',
      message: expect.stringContaining(String(server.pid)),
    });
  });
});
