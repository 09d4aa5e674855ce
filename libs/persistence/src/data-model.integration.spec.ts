import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { describeDataModel } from './data-model.fixture.js';
import { createDataSource } from './data-source.js';

const page = join(import.meta.dirname, '../../../docs/data-model.md');
const isUpdate = process.env['WAKEFUL_UPDATE_DATA_MODEL'] === '1';

describe('docs/data-model.md', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url, 'data-model-spec').initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('is what `npm run data-model` makes of the migrated schema', async () => {
    const current = await describeDataModel(dataSource);
    if (isUpdate) writeFileSync(page, current);
    expect(readFileSync(page, 'utf8')).toBe(current);
  });
});
