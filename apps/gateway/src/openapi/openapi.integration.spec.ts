import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as contracts from '@wakeful/contracts';
import { z } from 'zod';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const run = promisify(execFile);

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, { example?: unknown }> };
}

describe('the OpenAPI document', () => {
  let gateway: TestGateway;
  let document: Document;
  beforeAll(async () => {
    gateway = await startTestGateway();
    document = (await gateway.request<Document>('GET', '/api/openapi.json')).body;
  });
  afterAll(() => gateway.stop());

  it('is valid for a public validator', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wakeful-openapi-'));
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    await writeFile(join(folder, 'redocly.yaml'), 'extends: [spec, minimal]\n');
    const redocly = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js');
    const env = {
      ...process.env,
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
      CI: 'true',
      NODE_OPTIONS: '',
    };
    try {
      const { stdout, stderr } = await run(
        process.execPath,
        [redocly, 'lint', file, '--config', join(folder, 'redocly.yaml')],
        { env, cwd: folder },
      );
      expect(`${stdout}${stderr}`).toContain('is valid');
    } catch (error) {
      throw new Error(`redocly lint: ${(error as { stdout: string }).stdout}`, { cause: error });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has every route of the router, and no other', () => {
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const served = gateway.routes.filter((route) => !/ \/(api\/(docs|openapi)|assets\/|favicon|\*|$)/.test(route));
    expect([...documented].sort()).toEqual([...served].sort());
  });

  it('tells of every refusal that a body can meet, and of what the pages of the public answer', () => {
    type Responses = Record<string, { content?: Record<string, unknown> }>;
    const responsesOf = (path: string, method: string): Responses =>
      (document.paths[path]?.[method] as unknown as { responses: Responses }).responses;
    expect(Object.keys(responsesOf('/api/v1/monitors', 'post'))).toEqual(
      expect.arrayContaining(['400', '413', '415', '429']),
    );
    expect(Object.keys(responsesOf('/api/v1/monitors', 'get'))).not.toContain('415');
    expect(responsesOf('/status/{slug}', 'get')['404']?.content).toHaveProperty(['text/html']);
    expect(responsesOf('/status/{slug}/summary.json', 'get')['401']?.content).toHaveProperty([
      'application/problem+json',
    ]);
    expect(responsesOf('/status/{slug}', 'post')).toHaveProperty('429');
    expect(Object.keys(responsesOf('/health/live', 'get'))).not.toContain('429');
  });

  it('says of a URL what the rule says', () => {
    const { properties } = document.components.schemas['CreateMonitor'] as unknown as {
      properties: { url: { maxLength: number } };
    };
    expect(properties.url.maxLength).toBe(2_048);
  });

  it('names every operation once', () => {
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has an example on every schema', () => {
    const without = Object.entries(document.components.schemas).filter(([, schema]) => schema.example === undefined);
    expect(without.map(([name]) => name)).toEqual([]);
  });

  const described = Object.entries(contracts as Record<string, unknown>).flatMap(([name, schema]) =>
    schema instanceof z.ZodType && schema.meta()?.['example'] !== undefined ? [{ name, schema }] : [],
  );
  it.each(described)('the example of $name fits its schema', ({ schema }) => {
    const result = schema.safeParse(schema.meta()?.['example']);
    expect(result.error?.issues ?? []).toEqual([]);
  });

  it('is shown to people', async () => {
    const page = await gateway.request<string>('GET', '/api/docs');
    expect(page.status).toBe(200);
    expect(page.body).toContain('swagger-ui');
  });
});
