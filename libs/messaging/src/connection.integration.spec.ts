import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { type NatsServer, startNatsServer } from '@wakeful/launching';
import { makeTestCertificates, type TestCertificates } from '@wakeful/testing';
import { connectionOptions, connectToNats, type NatsOptions } from './connection.js';

describe('a NATS server that asks for a certificate, a user and a password', () => {
  let folder: string;
  let server: NatsServer;
  let certificates: TestCertificates;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wakeful-nats-tls-'));
    certificates = await makeTestCertificates('localhost');
    for (const [name, text] of Object.entries(certificates)) await writeFile(join(folder, `${name}.pem`), text);
    const file = (name: string): string => JSON.stringify(join(folder, `${name}.pem`));
    server = await startNatsServer({
      storeDir: join(folder, 'store'),
      host: 'localhost',
      configuration: [
        `tls { cert_file: ${file('cert')}, key_file: ${file('key')}, ca_file: ${file('ca')}, verify: true }`,
        'authorization { user: "checker", password: "hunter2" }',
      ],
    });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const options = (): NatsOptions => ({
    url: server.url,
    name: 'checker',
    user: 'checker',
    password: 'hunter2',
    tls: certificates,
  });
  const attempt = (other: Partial<NatsOptions>) =>
    connect({ ...connectionOptions({ ...options(), ...other }), reconnect: false, timeout: 5_000 });

  it('is connected to with all three, and has an inbox of the service', async () => {
    const connection = await connectToNats(options());
    expect(connection.getServer()).toContain('localhost');
    const { promise, resolve } = Promise.withResolvers<string>();
    connection.subscribe('question', {
      callback: (_error, message) => {
        resolve(message.reply ?? '');
        message.respond();
      },
    });
    await connection.request('question');
    expect(await promise).toMatch(/^_INBOX\.checker\./);
    await connection.close();
  });

  it('is not connected to without one of them, nor with another authority', async () => {
    const { ca, cert, key } = certificates;
    await expect(attempt({ password: 'guess' })).rejects.toThrow(/authori/i);
    await expect(attempt({ tls: { ca } })).rejects.toThrow();
    await expect(attempt({ tls: { cert, key } })).rejects.toThrow(/certificate/i);
    const stranger = await makeTestCertificates('localhost');
    await expect(attempt({ tls: { ...certificates, ca: stranger.ca } })).rejects.toThrow();
    await expect(attempt({ tls: { ca, cert: stranger.cert, key: stranger.key } })).rejects.toThrow();
  });
});
