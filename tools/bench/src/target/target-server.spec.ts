import { get } from 'node:http';
import { connect } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { makeTargetIdentity } from './target-certificate.js';
import { TargetServer } from './target-server.js';

describe('the target', () => {
  let server: TargetServer;
  afterEach(() => server.close());

  const visit = (url: string) =>
    new Promise<{ status: number; bytes: number; connection: string | undefined }>((resolve, reject) => {
      get(url, { agent: false }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        const { statusCode: status = 0, headers } = response;
        response.on('end', () => resolve({ status, bytes, connection: headers.connection }));
      }).on('error', reject);
    });

  it('answers 10 KB, closes the connection, and counts by monitor', async () => {
    server = new TargetServer(null);
    const url = `http://127.0.0.1:${await server.listen()}`;
    expect(await visit(`${url}/m/2`)).toEqual({ status: 200, bytes: 10_240, connection: 'close' });
    await visit(`${url}/m/2?again`);
    await visit(`${url}/m/0`);
    await visit(`${url}/other`);
    expect(server.counts).toEqual({ total: 4, byMonitor: [1, 0, 2] });
  });

  it('can be made to answer badly', async () => {
    server = new TargetServer(null);
    const url = `http://127.0.0.1:${await server.listen()}`;
    server.behave({ status: 503, delayMs: 1 });
    expect((await visit(`${url}/m/1`)).status).toBe(503);
  });

  it('shakes hands in full each time, with a certificate that can be verified', async () => {
    const identity = await makeTargetIdentity();
    server = new TargetServer(identity);
    const port = await server.listen();
    const shakeHands = (session?: Buffer) =>
      new Promise<{ isReused: boolean; session: Buffer | undefined }>((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port, ca: identity.cert, ...(session && { session }) });
        socket.once('secureConnect', () => {
          resolve({ isReused: socket.isSessionReused(), session: socket.getSession() });
          socket.destroy();
        });
        socket.once('error', reject);
      });
    const first = await shakeHands();
    expect((await shakeHands(first.session)).isReused).toBe(false);
  });
});
