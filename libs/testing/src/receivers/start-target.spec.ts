import { describe, expect, it } from '@jest/globals';
import { startTarget } from './start-target.js';

describe('startTarget', () => {
  it('answers as instructed, for all paths or for one, and logs who came', async () => {
    await using target = await startTarget({ body: 'hello' });
    expect(await (await fetch(target.url)).text()).toBe('hello');
    target.respondWith({ status: 503 });
    target.respondWith({ status: 201, headers: { 'x-told': 'yes' } }, '/one');
    expect((await fetch(`${target.url}/other?x=1`)).status).toBe(503);
    const one = await fetch(`${target.url}/one`, { method: 'POST' });
    expect([one.status, one.headers.get('x-told')]).toEqual([201, 'yes']);
    expect(target.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/', 200],
      ['GET', '/other', 503],
      ['POST', '/one', 201],
    ]);
  });

  it('can end the connection without an answer', async () => {
    await using target = await startTarget({ disconnect: true });
    await expect(fetch(target.url)).rejects.toThrow('fetch failed');
    expect(target.requests[0]?.status).toBe(0);
  });

  it('closes although a request is still waiting for its answer', async () => {
    const target = await startTarget({ delayMs: 600_000 });
    const waiting = expect(fetch(target.url)).rejects.toThrow();
    while (target.requests.length === 0) await new Promise(setImmediate);
    await target.close();
    await waiting;
  });
});
