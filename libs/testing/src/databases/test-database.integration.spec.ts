import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase } from './test-database.js';

describe('createTestDatabase', () => {
  it('gives each caller a migrated database of its own', async () => {
    await using one = await createTestDatabase();
    await using two = await createTestDatabase();
    const rows = async (url: string, statement: string): Promise<number | null> => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query(statement)).rowCount;
      } finally {
        await client.end();
      }
    };
    await rows(one.url, "INSERT INTO locations (name) VALUES ('here')");
    expect(await rows(one.url, 'SELECT FROM locations')).toBe(1);
    expect(await rows(two.url, 'SELECT FROM locations')).toBe(0);
  });

  it('drops a database that still has a connection', async () => {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    const disconnected = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await disconnected;
    await expect(new Client({ connectionString: database.url }).connect()).rejects.toMatchObject({ code: '3D000' });
  });
});
