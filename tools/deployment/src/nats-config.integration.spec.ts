import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { findNatsServer, freePort, LaunchedProcess } from '@wakeful/launching';
import { provisionStreams } from '@wakeful/messaging';
import { waitFor } from '@wakeful/testing';
import { makeSecrets, natsEnvironment } from './secrets.fixture.js';
import { repoRoot } from './services.fixture.js';

const run = promisify(execFile);

const configurations = {
  single: 'deploy/nats/nats-server.conf',
  cluster: 'k8s/components/nats-cluster/nats-cluster.conf',
  leaf: 'k8s/examples/second-location/nats.conf',
} as const;

describe('the configuration of NATS', () => {
  let folder: string;
  let binary: string;
  let knowsSync: boolean;
  let passwords: Record<string, string>;
  const servers: LaunchedProcess[] = [];
  const connections: NatsConnection[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wakeful-nats-config-'));
    binary = await findNatsServer();
    const { stdout } = await run(binary, ['--version']);
    knowsSync = !/v2\.[0-9]\./.test(stdout);
    await using secrets = await makeSecrets();
    passwords = await natsEnvironment(secrets.folder);
  }, 180_000);
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    for (const server of servers) await server.stop('SIGTERM', 10_000);
    await rm(folder, { recursive: true });
  });

  /** Puts the file, next to those that it includes, into a folder; without a line that servers before 2.10 do not know. */
  const lay = async (name: string, path: string, adapt = (text: string) => text): Promise<string> => {
    const target = join(folder, name);
    await mkdir(target, { recursive: true });
    await cp(join(repoRoot, 'deploy/nats/authorization.conf'), join(target, 'authorization.conf'));
    for (const one of new Set([configurations.single, path])) {
      const text = await readFile(join(repoRoot, one), 'utf8');
      await writeFile(
        join(target, basename(one)),
        adapt(knowsSync ? text : text.replace(/^ *sync_interval:.*\n/m, '')),
      );
    }
    return join(target, basename(path));
  };
  const environment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
    ...process.env,
    ...passwords,
    POD_NAME: 'nats-0',
    NATS_LEAF_URL: 'tls://leaf:secret@nats.example.com:7422',
    ...more,
  });

  it.each(Object.values(configurations))('in %s is understood by nats-server', async (path) => {
    const file = await lay('test', path);
    const { stderr } = await run(binary, ['-t', '--config', file], { env: environment() });
    expect(stderr).toMatch(/is valid/);
  });

  it('asks for passwords that the helper makes', async () => {
    const text = await readFile(join(repoRoot, 'deploy/nats/authorization.conf'), 'utf8');
    const wanted = [...text.matchAll(/\$(NATS_\w+)/g)].map(([, name]) => name ?? '');
    expect(wanted.length).toBeGreaterThan(5);
    expect(Object.keys(passwords)).toEqual(expect.arrayContaining(wanted));
  });

  it('keeps what is acknowledged on the disk, and takes large messages', async () => {
    const single = await readFile(join(repoRoot, configurations.single), 'utf8');
    expect(single).toMatch(/^max_payload: 8MB$/m);
    expect(single).toMatch(/^ {2}sync_interval: always$/m);
    expect(await readFile(join(repoRoot, configurations.cluster), 'utf8')).toMatch(/^include "nats-server.conf"$/m);
    expect(await readFile(join(repoRoot, configurations.leaf), 'utf8')).toMatch(/^max_payload: 8MB$/m);
  });

  interface Start {
    readonly name: string;
    readonly path: string;
    readonly port: number;
    readonly adapt?: (text: string) => string;
    readonly env?: Record<string, string>;
  }
  /** Starts a server with a file of ours on ports of this machine. */
  const start = async ({ name, path, port, adapt = (text) => text, env = {} }: Start): Promise<void> => {
    const monitorPort = await freePort();
    const file = await lay(name, path, (text) =>
      adapt(text)
        .replace('port: 4222', `host: "127.0.0.1"\nport: ${port}`)
        .replace('http_port: 8222', `http: "127.0.0.1:${monitorPort}"`)
        .replace('"/data"', JSON.stringify(join(folder, name, 'data'))),
    );
    const launched = await LaunchedProcess.launch(binary, ['--config', file], {
      env: environment({ POD_NAME: name, ...env }),
    });
    servers.push(launched);
    await waitFor(async () => (await fetch(`http://127.0.0.1:${monitorPort}/healthz`)).ok, {
      what: `${name} to be healthy`,
    });
  };

  it('lets checkers of another cluster take their checks through a leaf node', async () => {
    const [hubPort, leafNodePort, leafPort] = [await freePort(), await freePort(), await freePort()];
    await start({
      name: 'hub',
      path: configurations.cluster,
      port: hubPort,
      adapt: (text) =>
        text
          .replace(/^cluster \{[\s\S]*?^\}\n/m, '')
          .replace('port: 7422', `host: "127.0.0.1"\n  port: ${leafNodePort}`),
    });
    const leafUrl = `nats://leaf:${passwords['NATS_LEAF_PASSWORD']}@127.0.0.1:${leafNodePort}`;
    await start({ name: 'leaf', path: configurations.leaf, port: leafPort, env: { NATS_LEAF_URL: leafUrl } });

    const as = (user: string) => ({
      user,
      pass: passwords[`NATS_${user.toUpperCase()}_PASSWORD`] ?? '',
      inboxPrefix: `_INBOX.${user}`,
    });
    const { user, pass: password } = as('migrate');
    await provisionStreams({ url: `nats://127.0.0.1:${hubPort}`, name: 'migrate', user, password });
    await expect(connect({ port: leafPort, reconnect: false })).rejects.toThrow(/authorization/i);
    const hub = await connect({ port: hubPort, ...as('scheduler') });
    const remote = await connect({ port: leafPort, ...as('checker') });
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
