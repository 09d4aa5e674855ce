import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@wakeful/launching';
import { makeTestCertificates, type TestCertificates } from '@wakeful/testing';
import { createDataSource } from './data-source.js';
import type { DatabaseAddress } from './database-address.js';

describe('a Postgres with TLS', () => {
  let certificates: TestCertificates;
  let server: PostgresServer;
  beforeAll(async () => {
    certificates = await makeTestCertificates('localhost');
    server = await startPostgres({ tls: certificates });
  });
  afterAll(() => server.stop());

  async function isEncrypted(address: DatabaseAddress): Promise<boolean> {
    const dataSource = await createDataSource(address, 'tls test', 1).initialize();
    try {
      const rows = await dataSource.query<{ ssl: boolean }[]>(
        'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      );
      return rows[0]?.ssl ?? false;
    } finally {
      await dataSource.destroy();
    }
  }

  it('is talked to in secret when its authority is known', async () => {
    expect(await isEncrypted({ url: server.url(), tls: { ca: certificates.ca } })).toBe(true);
    expect(await isEncrypted({ url: server.url() })).toBe(false);
  });

  it('is not talked to when another authority is expected, or another name', async () => {
    const { ca } = await makeTestCertificates('localhost');
    await expect(isEncrypted({ url: server.url(), tls: { ca } })).rejects.toThrow(/certificate|signature/);
    const other = server.url().replace('localhost', '127.0.0.2');
    await expect(isEncrypted({ url: `${other}?sslmode=no-verify`, tls: { ca } })).rejects.toThrow();
  });

  it('can be asked for by the URL alone, which an authority of the system must have signed', async () => {
    await expect(isEncrypted({ url: `${server.url()}?sslmode=verify-full` })).rejects.toThrow(/certificate/);
    expect(await isEncrypted({ url: `${server.url()}?sslmode=no-verify` })).toBe(true);
  });
});
