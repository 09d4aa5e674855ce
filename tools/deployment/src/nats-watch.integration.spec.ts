import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findNatsServer, freePort } from '@wakeful/launching';
import { waitFor } from '@wakeful/testing';
import { repoRoot } from './services.fixture.js';

/** The entry point of the service nats of Docker Compose. */
describe('deploy/nats/run-watched.sh', () => {
  let folder: string;
  let child: ChildProcess;
  /** What the health of the server is said to be, as a full disk cannot be had everywhere. */
  let health: Server;
  let status: number;
  let ownHealth: string;
  let errors = '';
  beforeEach(async () => {
    [status, errors] = [200, ''];
    folder = await mkdtemp(join(tmpdir(), 'wakeful-nats-watch-'));
    health = createServer((_request, response) => void response.writeHead(status).end()).listen(0, '127.0.0.1');
    await once(health, 'listening');
    const [port, httpPort] = [await freePort(), await freePort()];
    const config = join(folder, 'nats.conf');
    await writeFile(
      config,
      `host: 127.0.0.1\nport: ${port}\nhttp: "127.0.0.1:${httpPort}"\njetstream { store_dir: "${folder}" }\n`,
    );
    ownHealth = `http://127.0.0.1:${httpPort}/healthz`;
    child = spawn('sh', [join(repoRoot, 'deploy/nats/run-watched.sh'), '--config', config], {
      env: {
        PATH: `${dirname(await findNatsServer())}:${process.env['PATH']}`,
        NATS_WATCH_INTERVAL_SECONDS: '0.1',
        NATS_HEALTH_URL: `http://127.0.0.1:${(health.address() as AddressInfo).port}/healthz`,
      },
    });
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await waitFor(async () => (await fetch(ownHealth)).ok, { what: 'the server to be ready', timeoutMs: 20_000 });
  });
  afterEach(async () => {
    child.kill('SIGTERM');
    health.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends the server when JetStream no longer answers, so that it is started again', async () => {
    const exit = once(child, 'exit');
    status = 503;
    expect(await exit).toEqual([1, null]);
    expect(errors).toContain('JetStream did not answer 12 times in a row');
    await expect(fetch(ownHealth)).rejects.toThrow();
  }, 60_000);

  it('lets the server end in order when it is asked to', async () => {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
    expect(errors).toContain('Exiting');
    await expect(fetch(ownHealth)).rejects.toThrow();
  }, 60_000);
});
