import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTarget } from '@wakeful/testing';
import { waitFor } from '@wakeful/testing';
import { Client } from 'pg';
import { fakeRepository } from './fake-repository.fixture.js';
import { isSameProcess, processStartTime } from './process-identity.js';
import { startSystem } from './start-system.js';
import type { SystemOptions } from './system-options.js';

const BACK_OFF = { firstDelayMs: 20, maxDelayMs: 200, resetAfterMs: 30_000 };

describe('startSystem', () => {
  let repoRoot: string;
  const options = (more: Partial<SystemOptions> = {}): SystemOptions => ({
    repoRoot,
    dataDir: join(repoRoot, '.wakeful'),
    durability: 'throwaway',
    backOff: BACK_OFF,
    ...more,
  });

  beforeAll(async () => {
    repoRoot = await fakeRepository();
  });
  afterAll(() => rm(repoRoot, { recursive: true, force: true }));

  it('starts everything, keeps the data, and stops in order', async () => {
    const stopped: string[] = [];
    const system = await startSystem(
      options({
        demoTarget: true,
        instances: { checker: 2 },
        serviceEnv: { 'checker-2': { CHECKER_LOCATION: 'elsewhere' } },
        onEvent: (event) => void (event.type === 'stopped' && stopped.push(event.component)),
      }),
    );
    const names = [
      'checker',
      'checker-2',
      'debug-session',
      'demo-target',
      'gateway',
      'nats',
      'notifier',
      'postgres',
      'recorder',
      'scheduler',
    ];
    expect(Object.keys(system.pids()).sort()).toEqual(names);
    for (const file of ['secret-key', 'api-key']) {
      expect((await stat(join(system.dataDir, file))).mode & 0o777).toBe(0o600);
    }

    const environment = async (name: string): Promise<Record<string, string>> =>
      (await (await fetch(`${system.urls[name]}/env`)).json()) as Record<string, string>;
    const gateway = await environment('gateway');
    expect(gateway).toMatchObject({ NATS_URL: system.natsUrl, DATABASE_URL: system.databaseUrl, HOST: '127.0.0.1' });
    expect(Buffer.from(gateway['SECRET_KEY'] ?? '', 'base64')).toHaveLength(32);
    expect(gateway['BOOTSTRAP_API_KEY']).toBe(system.apiKey);
    expect((await readFile(join(system.dataDir, 'api-key'), 'utf8')).trim()).toBe(system.apiKey);
    const checker = await environment('checker-2');
    expect(checker).toMatchObject({ CHECKER_LOCATION: 'elsewhere' });
    expect(checker).not.toHaveProperty('DATABASE_URL');
    expect(checker).not.toHaveProperty('BOOTSTRAP_API_KEY');
    const debugSession = await environment('debug-session');
    expect(debugSession).not.toHaveProperty('DATABASE_URL');
    expect(debugSession).not.toHaveProperty('BOOTSTRAP_API_KEY');

    const { demoTargetUrl } = system;
    await system.stop();
    expect(stopped.filter((name) => !name.startsWith('checker'))).toEqual([
      'scheduler',
      'debug-session',
      'recorder',
      'notifier',
      'gateway',
      'demo-target',
      'nats',
      'postgres',
    ]);
    expect(stopped.indexOf('checker-2')).toBeLessThan(stopped.indexOf('recorder'));
    expect(await readFile(join(system.dataDir, 'logs', 'recorder.log'), 'utf8')).toContain('stopping');

    await using again = await startSystem(options({ demoTarget: true }));
    expect(again.demoTargetUrl).toBe(demoTargetUrl);
  });

  it('starts again a service, NATS and PostgreSQL that were killed', async () => {
    await using system = await startSystem(options());
    const before = system.pids();
    for (const name of ['recorder', 'nats', 'postgres']) expect(system.kill(name)).toBe(true);
    await waitFor(
      () => ['recorder', 'nats', 'postgres'].every((name) => (system.pids()[name] ?? before[name]) !== before[name]),
      { what: 'new processes', timeoutMs: 20_000 },
    );
    await waitFor(
      async () => {
        const client = new Client({ connectionString: system.databaseUrl });
        await client.connect();
        await client.end();
        return true;
      },
      { what: 'PostgreSQL at its old address' },
    );
  });

  it('refuses a second system on the same folder, and a taken port', async () => {
    await using target = await startTarget();
    await expect(startSystem(options({ gatewayPort: target.port }))).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`Port ${target.port} is taken .* PORT=\\d+ npm start`)),
    });
    await using _system = await startSystem(options());
    await expect(startSystem(options())).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
  });

  it('says why a service did not start, and leaves nothing running', async () => {
    const broken = await fakeRepository({
      'apps/recorder/dist/main.js': 'console.log("RETENTION_DAYS must be a number"); process.exit(1);',
    });
    const seen: number[] = [];
    const onEvent: SystemOptions['onEvent'] = (event) => void (event.type === 'started' && seen.push(event.pid));
    await expect(
      startSystem(options({ repoRoot: broken, dataDir: join(broken, '.w'), onEvent })),
    ).rejects.toMatchObject({
      code: 'SYSTEM_START_FAILED',
      message: expect.stringMatching(/recorder ended while .*recorder\.log.*RETENTION_DAYS must be a number/s),
    });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.filter((pid) => isSameProcess(pid, processStartTime(pid)))).toEqual([]);
    await rm(broken, { recursive: true, force: true });
  });

  it('can be stopped while it is starting', async () => {
    const aborter = new AbortController();
    const seen: number[] = [];
    const starting = startSystem(
      options({
        signal: aborter.signal,
        onEvent: (event) => {
          if (event.type === 'started') seen.push(event.pid);
          if (event.type === 'progress' && event.message.includes('NATS')) queueMicrotask(() => aborter.abort());
        },
      }),
    );
    await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.filter((pid) => isSameProcess(pid, processStartTime(pid)))).toEqual([]);
    await (await startSystem(options())).stop();
  });
});
