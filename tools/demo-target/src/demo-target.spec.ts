import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BAD_SECONDS, builtInPage, GOOD_SECONDS } from './behaviour.js';
import { createDemoTarget } from './demo-target.js';

describe('the demo target', () => {
  let server: Server;
  let url: string;

  beforeEach(async () => {
    server = createDemoTarget();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });

  it.each([
    { path: '/', status: 200 },
    { path: '/healthy', status: 200 },
    { path: '/slow', status: 200 },
    { path: '/broken', status: 500 },
    { path: '/page/never-told', status: 200 },
    { path: '/missing.js', status: 404 },
    { path: '/page/%', status: 200 },
    { path: '//', status: 404 },
  ])('answers $path with $status', async ({ path, status }) => {
    expect((await fetch(url + path)).status).toBe(status);
  });

  it('takes its time for the slow page', async () => {
    const begun = performance.now();
    await fetch(`${url}/slow`);
    expect(performance.now() - begun).toBeGreaterThan(750);
  });

  it('flaps by the clock', () => {
    const cycleMs = (GOOD_SECONDS + BAD_SECONDS) * 1000;
    expect(builtInPage('/flapping', new Date(cycleMs * 5))?.status).toBe(200);
    expect(builtInPage('/flapping', new Date(cycleMs * 5 + GOOD_SECONDS * 1000 - 1))?.status).toBe(200);
    expect(builtInPage('/flapping', new Date(cycleMs * 5 + GOOD_SECONDS * 1000))?.status).toBe(503);
  });

  it('does as instructed and logs requests and changes with their times', async () => {
    const told = await fetch(`${url}/control/shop`, {
      method: 'PUT',
      body: JSON.stringify({ status: 503, body: 'down' }),
    });
    expect(told.status).toBe(200);
    const visited = await fetch(`${url}/page/shop`);
    expect([visited.status, await visited.text()]).toEqual([503, 'down']);

    const log = (await (await fetch(`${url}/control/log`)).json()) as Record<string, unknown>;
    const at = expect.stringMatching(/^\d{4}-.*Z$/) as unknown;
    expect(log).toEqual({
      requests: [{ at, method: 'GET', path: '/page/shop', status: 503 }],
      changes: [{ at, name: 'shop', status: 503, delayMs: 0 }],
    });
  });

  it.each(['{', '[]x', '{"status": 99}', '{"delayMs": -1}', '{"body": 5}', 'null'])('refuses %s', async (body) => {
    const response = await fetch(`${url}/control/shop`, { method: 'PUT', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });
});
