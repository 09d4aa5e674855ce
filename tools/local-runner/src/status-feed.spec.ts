import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { waitFor } from '@wakeful/testing';
import { followStatusChanges, type StatusChange } from './status-feed.js';

const CHANGE = { name: 'Shop', url: 'https://shop.example/', from: 'up', at: '2026-01-01T00:00:00.000Z', detail: '' };

describe('followStatusChanges', () => {
  it('reports changes, skips what it does not understand, and connects again after the gateway was away', async () => {
    let connections = 0;
    const server = createServer((request, response) => {
      connections++;
      if (request.headers.authorization !== 'Bearer wk_key') return response.writeHead(401).end();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const to = connections === 1 ? 'down' : 'up';
      response.write('event: check\ndata: {}\n\nevent: status\ndata: {not json\n\n');
      response.write(`event: status\ndata: ${JSON.stringify({ ...CHANGE, to, reason: null })}\n\n`);
      if (connections === 1) response.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const changes: StatusChange[] = [];
    const aborter = new AbortController();
    const following = followStatusChanges(
      { gatewayUrl, apiKey: 'wk_key' },
      (change) => changes.push(change),
      aborter.signal,
    );

    await waitFor(() => changes.some(({ to }) => to === 'up'), { what: 'a change after the second connection' });
    aborter.abort();
    await following;
    expect(changes.at(-1)).toEqual({ ...CHANGE, to: 'up', reason: null });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
