import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Relay } from './relay.js';

const SLOW_MS = 150;

describe('a wire', () => {
  let echo: Server;
  let relay: Relay;
  let client: Socket;

  beforeEach(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    relay = await Relay.start({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
    client = connect(relay.port, '127.0.0.1').on('error', () => undefined);
    await once(client, 'connect');
  });
  afterEach(async () => {
    client.destroy();
    await relay.close();
    echo.close();
  });

  const echoed = async (text: string): Promise<string> => {
    client.write(text);
    let heard = '';
    while (heard.length < text.length) heard += String((await once(client, 'data'))[0]);
    return heard;
  };

  it('passes everything on, in order', async () => {
    const text = Array.from({ length: 50_000 }, (_, n) => String(n)).join(' ');
    expect(await echoed(text)).toBe(text);
  });

  it('that is slow passes everything on later, both ways', async () => {
    relay.delayMs = SLOW_MS;
    const begin = performance.now();
    expect(await echoed('hello')).toBe('hello');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(2 * SLOW_MS - 5);
  });

  it('that is cut ends its connections and takes none', async () => {
    const ended = new Promise((resolve) => client.once('close', resolve));
    relay.state = 'cut';
    await ended;
    const next = connect(relay.port, '127.0.0.1');
    const error = await new Promise((resolve) => next.once('error', resolve));
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('that is silent keeps everything until it is open again', async () => {
    relay.state = 'silent';
    let heard = '';
    client.on('data', (chunk) => (heard += String(chunk)));
    client.write('hello');
    // Another connection gets as far, which takes longer than an answer would have.
    const next = connect(relay.port, '127.0.0.1');
    await once(next, 'connect');
    next.destroy();
    expect(heard).toBe('');
    relay.state = 'open';
    if (heard === '') await once(client, 'data');
    expect(heard).toBe('hello');
  });
});
