import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { LiveClient, MAX_BUFFERED_BYTES } from './live-events.js';

describe('LiveClient', () => {
  it('drops events for a reader that does not read, and says so when it reads again', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    const client = new LiveClient(response);
    client.open('id');
    socket.pause();

    const frame = `data: ${'x'.repeat(100_000)}\n\n`;
    for (let sent = 0; sent < 200; sent++) client.send(frame);
    expect(response.writableLength).toBeLessThan(MAX_BUFFERED_BYTES + 2 * frame.length);

    let tail = '';
    socket.on('data', (chunk) => (tail = (tail + chunk.toString()).slice(-300)));
    socket.resume();
    if (response.writableNeedDrain) await once(response, 'drain');
    client.send('data: after\n\n');
    client.end();
    await once(socket, 'close');
    expect(tail).toMatch(/: \d+ events were dropped/);
    expect(tail).toContain('data: after');
    server.close();
  });
});
