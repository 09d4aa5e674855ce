import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { provisionStreams } from '@wakeful/messaging';
import { findNatsServer, freePort, LaunchedProcess, waitFor } from '@wakeful/testing';
import { repoRoot } from './services.fixture.js';

const run = promisify(execFile);

const configurations = {
  compose: 'deploy/nats/nats.conf',
  local: 'k8s/overlays/local/nats.conf',
  cluster: 'k8s/components/nats-cluster/nats.conf',
  leaf: 'k8s/examples/second-location/nats.conf',
} as const;

describe('the configuration of NATS', () => {
  let folder: string;
  let binary: string;
  let knowsSync: boolean;
  const servers: LaunchedProcess[] = [];
  const connections: NatsConnection[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wakeful-nats-config-'));
    binary = await findNatsServer();
    const { stdout } = await run(binary, ['--version']);
    knowsSync = !/v2\.[0-9]\./.test(stdout);
  }, 180_000);
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    for (const server of servers) await server.stop('SIGTERM', 10_000);
    await rm(folder, { recursive: true });
  });

  /** The file as it is, but for a line that servers before 2.10 do not know. */
  const read = async (path: string): Promise<string> => {
    const text = await readFile(join(repoRoot, path), 'utf8');
    return knowsSync ? text : text.replace(/^ *sync_interval:.*\n/m, '');
  };

  it.each(Object.values(configurations))('in %s is understood by nats-server', async (path) => {
    const file = join(folder, 'test.conf');
    await writeFile(file, await read(path));
    const { stderr } = await run(binary, ['-t', '--config', file], { env: { ...process.env, POD_NAME: 'nats-0' } });
    expect(stderr).toMatch(/is valid/);
  });

  it.each(Object.entries(configurations))(
    'keeps what is acknowledged on the disk, and takes large messages: %s',
    async (name, path) => {
      const text = await readFile(join(repoRoot, path), 'utf8');
      expect(text).toMatch(/^max_payload: 8MB$/m);
      if (name !== 'leaf') expect(text).toMatch(/^ {2}sync_interval: always$/m);
    },
  );

  /** Starts a server with a file of ours on ports of this machine. */
  const start = async (name: string, text: string, port: number): Promise<void> => {
    const file = join(folder, `${name}.conf`);
    const monitorPort = await freePort();
    const local = text
      .replace('port: 4222', `host: "127.0.0.1"\nport: ${port}`)
      .replace('http_port: 8222', `http: "127.0.0.1:${monitorPort}"`)
      .replace('"/data"', JSON.stringify(join(folder, name)));
    await writeFile(file, local);
    const env = { ...process.env, POD_NAME: name };
    servers.push(await LaunchedProcess.launch(binary, ['--config', file], { env }));
    await waitFor(async () => (await fetch(`http://127.0.0.1:${monitorPort}/healthz`)).ok, {
      what: `${name} to be healthy`,
    });
  };

  it('lets checkers of another cluster take their checks through a leaf node', async () => {
    const [hubPort, leafNodePort, leafPort] = [await freePort(), await freePort(), await freePort()];
    const cluster = await read(configurations.cluster);
    const alone = cluster
      .replace(/^cluster \{[\s\S]*?^\}\n/m, '')
      .replace('port: 7422', `host: "127.0.0.1"\n  port: ${leafNodePort}`);
    await start('hub', alone, hubPort);
    const leaf = await read(configurations.leaf);
    await start('leaf', leaf.replace('tls://nats.example.com:7422', `nats://127.0.0.1:${leafNodePort}`), leafPort);

    await provisionStreams({ url: `nats://127.0.0.1:${hubPort}`, name: 'test' });
    const hub = await connect({ port: hubPort });
    const remote = await connect({ port: leafPort });
    connections.push(hub, remote);
    const manager = await waitFor(async () => jetstreamManager(remote, { timeout: 1_000 }), {
      what: 'the leaf to reach the hub',
    });
    await manager.consumers.add('CHECKS', {
      durable_name: 'checker-eu-west',
      ack_policy: AckPolicy.Explicit,
      filter_subject: 'check.run.v1.eu-west',
    });
    await jetstream(hub).publish('check.run.v1.eu-west', 'a bundle');
    const consumer = await jetstream(remote).consumers.get('CHECKS', 'checker-eu-west');
    const message = await consumer.next({ expires: 5_000 });
    expect(message?.string()).toBe('a bundle');
    expect(await message?.ackAck()).toBe(true);
    await jetstream(remote).publish('check.completed.v1', 'results');
    expect((await (await jetstreamManager(hub)).streams.info('RESULTS')).state.messages).toBe(1);
  });
});
