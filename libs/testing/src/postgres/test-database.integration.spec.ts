import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres, type PostgresServer } from './start-postgres.js';
import { createTemplateDatabase, createTestDatabase } from './test-database.js';

describe('createTestDatabase', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
    await createTemplateDatabase(server.url(), async (url) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('CREATE TABLE migrated (id int)');
      await client.end();
    });
  });
  afterAll(() => server.stop());

  it('gives each caller a migrated database of its own', async () => {
    await using one = await createTestDatabase(server.url());
    await using two = await createTestDatabase(server.url());
    const client = new Client({ connectionString: one.url });
    await client.connect();
    await client.query('INSERT INTO migrated VALUES (1)');
    await client.end();
    const other = new Client({ connectionString: two.url });
    await other.connect();
    expect((await other.query('SELECT * FROM migrated')).rowCount).toBe(0);
    await other.end();
  });

  it('drops a database that somebody is still connected to', async () => {
    const database = await createTestDatabase(server.url());
    const client = new Client({ connectionString: database.url });
    const disconnected = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await disconnected;
    await expect(new Client({ connectionString: database.url }).connect()).rejects.toMatchObject({ code: '3D000' });
  });
});
