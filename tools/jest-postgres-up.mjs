// Jest's global set-up of the integration tier: one PostgreSQL for the whole run, with a migrated template database
// that each spec file copies (createTestDatabase in libs/testing).
import { startPostgres } from '../libs/launching/dist/index.js';
import { createTemplateDatabase, TEST_POSTGRES_URL_VARIABLE } from '../libs/testing/dist/index.js';

export default async function startTestPostgres() {
  const { runMigrations } = await import('../libs/persistence/dist/index.js');
  const server = await startPostgres({ settings: { max_connections: '300' } });
  globalThis.wakefulTestPostgres = server;
  try {
    await createTemplateDatabase(server.url(), runMigrations);
  } catch (error) {
    await server.stop();
    throw error;
  }
  process.env[TEST_POSTGRES_URL_VARIABLE] = server.url();
}
