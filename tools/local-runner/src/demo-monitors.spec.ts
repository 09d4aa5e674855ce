import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureDemoMonitors } from './demo-monitors.js';
import { GatewayClient } from './gateway-client.js';

/** A gateway that only remembers what it was asked for. */
function fakeGateway(requests: string[], status: number): Server {
  return createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const body = JSON.parse(text) as { url: string };
      requests.push(`${request.method} ${request.url} ${body.url}`);
      const answer =
        status < 300 ? { id: `id-of-${body.url.split('/').at(-1)}` } : { title: 'No', detail: 'It is too late' };
      const code = request.method === 'POST' || status >= 300 ? status : 200;
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
}

describe('ensureDemoMonitors', () => {
  let folder: string;
  let server: Server;
  let requests: string[];

  const listen = async (status: number): Promise<GatewayClient> => {
    requests = [];
    server = fakeGateway(requests, status);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new GatewayClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'wk_key');
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wakeful-demo-spec-'));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it('creates the monitors once, and moves them with the target', async () => {
    const client = await listen(201);
    await ensureDemoMonitors(client, 'http://demo:1', folder);
    expect(requests).toEqual([
      'POST /api/v1/monitors http://demo:1/healthy',
      'POST /api/v1/monitors http://demo:1/slow',
      'POST /api/v1/monitors http://demo:1/flapping',
      'POST /api/v1/monitors http://demo:1/broken',
    ]);
    await ensureDemoMonitors(client, 'http://demo:1', folder);
    expect(requests).toHaveLength(4);
    await ensureDemoMonitors(client, 'http://demo:2', folder);
    expect(requests.slice(4)[1]).toBe('PATCH /api/v1/monitors/id-of-slow http://demo:2/slow');
  });

  it('says what the gateway has against a monitor', async () => {
    const client = await listen(503);
    await expect(client.createMonitor({ url: 'https://a.example' })).rejects.toThrow(
      'https://a.example could not be added: the gateway answered 503. It is too late',
    );
  });

  it('takes a monitor that exists already as it is', async () => {
    const client = await listen(409);
    expect(await client.createMonitor({ url: 'https://a.example' })).toBeNull();
  });
});
