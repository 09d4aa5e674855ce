import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { startTestGateway } from '../gateway.fixture.js';

const run = promisify(execFile);
const file = join(import.meta.dirname, '../../../dashboard/src/api/schema.ts');
const program = join(dirname(createRequire(import.meta.url).resolve('openapi-typescript/package.json')), 'bin/cli.js');

it('gives the dashboard the types of exactly this API (UPDATE_API_TYPES=1 writes them)', async () => {
  await using gateway = await startTestGateway().then((one) => ({ ...one, [Symbol.asyncDispose]: () => one.stop() }));
  const folder = await mkdtemp(join(tmpdir(), 'wakeful-api-types-'));
  try {
    const source = join(folder, 'openapi.json');
    const { body } = await gateway.request('GET', '/api/openapi.json');
    await writeFile(source, JSON.stringify(body));
    const made = join(folder, 'schema.ts');
    await run(process.execPath, [program, source, '--output', made, '--default-non-nullable', 'false'], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const types = await readFile(made, 'utf8');
    if (process.env['UPDATE_API_TYPES'] === '1') await writeFile(file, types);
    expect(await readFile(file, 'utf8')).toBe(types);
  } finally {
    await rm(folder, { recursive: true });
  }
});
