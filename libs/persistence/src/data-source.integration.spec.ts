import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url, 'test').initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('a connection of the pool that Postgres ends while no statement runs on it', () => {
  it('ends no process: the next statement fails, and a new connection serves what follows', async () => {
    const { master } = dataSource.driver as unknown as { master: pg.Pool };
    const client = await master.connect();
    const lost = new Promise((resolve) => client.once('end', resolve));
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await master.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await lost;
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
    await expect(master.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });
});
