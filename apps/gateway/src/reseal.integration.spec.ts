import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resealSecrets, sealedColumns } from '@wakeful/persistence';
import { SealedSecretError, SecretBox } from '@wakeful/platform';
import { startTestGateway, type TestGateway } from './gateway.fixture.js';

const run = promisify(execFile);
const aKey = (): string => randomBytes(32).toString('base64');

describe('resealing', () => {
  let gateway: TestGateway;
  let ids: string[];
  beforeAll(async () => {
    gateway = await startTestGateway();
    const monitors = [];
    for (let n = 0; n < 3; n++) {
      monitors.push(await gateway.createMonitor({ auth: { type: 'bearer', token: `token-${n}` } }));
    }
    await gateway.createMonitor();
    ids = monitors.map(({ id }) => id);
  });
  afterAll(() => gateway.stop());

  const sealedTexts = async (): Promise<string[]> => {
    const rows = await gateway.dataSource.query<{ sealed: string }[]>(
      'SELECT sealed_secrets AS sealed FROM monitors WHERE id = ANY ($1) ORDER BY url',
      [ids],
    );
    return rows.map(({ sealed }) => sealed);
  };

  it('seals every secret under the newest key, so that the old one is needed no more', async () => {
    const newKey = aKey();
    const both = new SecretBox(`${newKey},${gateway.secretKey}`);
    const column = 'monitors.sealed_secrets';
    expect(await resealSecrets(gateway.dataSource, both)).toContainEqual({ column, resealed: 3, unopened: [] });
    const opened = (await sealedTexts()).map((sealed) => new SecretBox(newKey).open(sealed));
    expect(opened.map((text) => (JSON.parse(text) as { auth: { token: string } }).auth.token)).toEqual([
      'token-0',
      'token-1',
      'token-2',
    ]);
    for (const sealed of await sealedTexts()) {
      expect(() => new SecretBox(gateway.secretKey).open(sealed)).toThrow(SealedSecretError);
    }
    expect(await resealSecrets(gateway.dataSource, both)).toContainEqual({ column, resealed: 0, unopened: [] });
    await resealSecrets(gateway.dataSource, new SecretBox(`${gateway.secretKey},${newKey}`));
  });

  it('as a command says what it did, and names what no key opens', async () => {
    const newKey = aKey();
    const command = async (secretKey: string) => {
      const env = { PATH: process.env['PATH'], DATABASE_URL: gateway.database.url, SECRET_KEY: secretKey };
      const script = join(import.meta.dirname, '../dist/reseal.js');
      return run(process.execPath, [script], { env }).catch(
        (error: unknown) => error as { code: number; stdout: string },
      );
    };
    const lost = await command(newKey);
    expect(lost).toMatchObject({ code: 1, stdout: expect.stringContaining('no key in SECRET_KEY opens these') });
    for (const id of ids) expect(lost.stdout).toContain(id);
    const done = await command(`${newKey},${gateway.secretKey}`);
    expect(done).not.toHaveProperty('code');
    expect(done.stdout).toContain('3 secrets were sealed under the newest key');
    await command(`${gateway.secretKey},${newKey}`);
  });

  it('knows every column that holds sealed texts', async () => {
    const columns = await gateway.dataSource.query<{ name: string }[]>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_name LIKE 'sealed%'`,
    );
    const known = sealedColumns.map(({ name }) => name);
    expect(columns.map(({ name }) => name).sort()).toEqual([...known].sort());
  });
});
