import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTarget, type Target } from '@wakeful/testing';
import { repoRoot, startTestSystem, type TestSystem } from './test-system.fixture.js';

describe('npm run smoke', () => {
  let running: TestSystem;
  let target: Target;

  beforeAll(async () => {
    [running, target] = await Promise.all([startTestSystem(), startTarget()]);
  }, 120_000);
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  }, 60_000);

  const smoke = (args: readonly string[], apiKey?: string) =>
    runTool(['tools/smoke.mjs', running.system.gatewayUrl, ...args], apiKey);

  async function runTool([program = '', ...args]: readonly string[], apiKey = running.system.apiKey) {
    const child = spawn(process.execPath, [join(repoRoot, program), ...args], {
      env: { ...process.env, WAKEFUL_API_KEY: apiKey },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  it('passes on a system that checks, and leaves no monitor behind', async () => {
    const { code, output } = await smoke(['--target', target.url]);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output.match(/^ok /gm)).toHaveLength(5);
    expect(await running.api.monitors()).toEqual([]);
  }, 150_000);

  it('fails on a page that is down, says why, and leaves no monitor behind', async () => {
    target.respondWith({ status: 500 });
    const { code, output } = await smoke(['--target', target.url]);
    expect(code).toBe(1);
    expect(output).toContain('FAIL a check on request finds it up: The check ended as down');
    expect(await running.api.monitors()).toEqual([]);
  }, 150_000);

  it('fails with a key that no one made, and does not repeat it', async () => {
    const { code, output } = await smoke(['--target', target.url], 'wk_no-such-key');
    expect(code).toBe(1);
    expect(output).toContain('got 401');
    expect(output).not.toContain('no-such-key');
  }, 150_000);

  // Last, as it leaves behind what it made.
  it('then answers whatever it is asked as its OpenAPI document says', async () => {
    const asked = ['--requests', '1500', '--seed', String(randomInt(2 ** 31))];
    const { code, output } = await runTool([
      'tools/api-fuzz/dist/main.js',
      ...['--url', running.system.gatewayUrl],
      ...asked,
    ]);
    expect({ code, output }).toMatchObject({ code: 0 });
  }, 150_000);
});
