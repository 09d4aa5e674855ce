import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import { Client } from 'pg';
import { createDataSource } from '../data-source.js';
import { bool, bytes, json, number, orNull, text, timeMs, uuid } from './column-types.js';
import { type Described, describeStatement, problemsOf } from './describe-statement.fixture.js';
import { rowSet } from './row-set.js';
import { rowsOf } from './run-statement.js';
import { type AnyStatement, changeStatement, definedStatements, statement } from './statement.js';

const sources = dirname(dirname(fileURLToPath(import.meta.url)));

async function importAll(): Promise<void> {
  const names = await readdir(sources, { recursive: true });
  const modules = names.filter((name) => /\.ts$/.test(name) && !/\.(spec|fixture|d)\.ts$/.test(name));
  await Promise.all(modules.map((name) => import(join(sources, name))));
}

describe('statements, on the migrated schema', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const problems = async (one: AnyStatement): Promise<string[]> => {
    const described: Described | Error = await describeStatement(client, one.text).catch((error: Error) => error);
    return described instanceof Error ? [described.message] : problemsOf(one, described);
  };

  it('Postgres can prepare all of them, and their columns and parameters have the types that the code says', async () => {
    await importAll();
    expect(definedStatements.length).toBeGreaterThan(0);
    const wrong: Record<string, string[]> = {};
    for (const one of definedStatements) {
      const found = await problems(one);
      if (found.length > 0) wrong[one.text] = found;
    }
    expect(wrong).toEqual({});
  });

  it.each([
    [
      'a column that is not there',
      () => statement({ nam: text }, {}, 'SELECT nam FROM monitors'),
      /column "nam" does not exist/,
    ],
    [
      'a column under another name',
      () => statement({ title: text }, {}, 'SELECT name FROM monitors'),
      /name, not title/,
    ],
    ['too few columns', () => statement({ name: text }, {}, 'SELECT name, url FROM monitors'), /2 columns, not 1/],
    ['another type', () => statement({ name: number }, {}, 'SELECT name FROM monitors'), /name is text/],
    [
      'NULL that the type does not have',
      () => statement({ endedAt: timeMs }, {}, 'SELECT ended_at FROM downtime_windows'),
      /ended_at can be NULL/,
    ],
    [
      'a parameter of another type',
      () => changeStatement({ id: text }, 'DELETE FROM monitors WHERE id = $id'),
      /\$id is uuid/,
    ],
    [
      'a column of rows of another type',
      () =>
        changeStatement({ ids: rowSet({ id: text }) }, 'DELETE FROM monitors USING $ids WHERE monitors.id = ids.id'),
      /operator does not exist: uuid = text/,
    ],
    [
      'a change that answers with rows',
      () => changeStatement({ id: uuid }, 'DELETE FROM monitors WHERE id = $id RETURNING id'),
      /1 columns, not 0/,
    ],
  ])('finds %s', async (_what, define, sentence) => {
    const one = define();
    definedStatements.pop();
    expect((await problems(one)).join()).toMatch(sentence);
  });

  it('sends rows as a table, in their order, and every value as it is or as Postgres can store it', async () => {
    const columns = { id: uuid, said: orNull(text), at: timeMs, count: number, isOn: bool, body: bytes, facts: json() };
    const echo = statement(
      { position: number, ...columns },
      { rows: rowSet(columns) },
      'SELECT position, id, said, at, count, is_on, body, facts FROM $rows ORDER BY position',
    );
    definedStatements.pop();
    const dataSource = await createDataSource(database.url, 'test', 1).initialize();
    const row = {
      id: randomUUID(),
      at: Date.now(),
      count: -7,
      isOn: true,
      body: Buffer.from([0, 34, 92, 255]),
      facts: { a: ['"', null] },
    };
    const texts = ['NULL', '', '{"a,b"}', 'back\\slash "quoted"', 'Ünï 🌍', null];
    const sent = texts.map((said) => ({ ...row, said }));
    expect(await rowsOf(dataSource, echo, { rows: sent })).toEqual(
      sent.map((one, index) => ({ position: index + 1, ...one })),
    );
    const unstorable = { ...row, said: 'a\0b\ud800', facts: ['\0'] };
    const [stored] = await rowsOf(dataSource, echo, { rows: [unstorable] });
    expect(stored).toMatchObject({ said: 'ab\ufffd', facts: [''] });
    expect(await rowsOf(dataSource, echo, { rows: [] })).toEqual([]);
    await dataSource.destroy();
  });

  it('has nothing to say about one that is right', async () => {
    const columns = { id: uuid, parentId: orNull(uuid), intervalSeconds: number };
    const right = statement(
      columns,
      { id: uuid },
      'SELECT id, parent_id, interval_seconds FROM monitors WHERE id = $id',
    );
    definedStatements.pop();
    expect(await problems(right)).toEqual([]);
  });
});
