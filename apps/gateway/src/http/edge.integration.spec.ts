import { type EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('the edge of the API', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  const post = (body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') =>
    fetch(`${gateway.url}/api/v1/monitors`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.apiKey}`, 'content-type': contentType },
      body,
    });

  it('does not take a client that hangs up in mid-body for a database that is away', async () => {
    const { port, hostname } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head =
      'POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"em';
    const isReceived = once(gateway.app.getHttpServer() as EventEmitter, 'request');
    socket.write(head);
    await isReceived;
    socket.destroy();
    const told = () =>
      gateway.log.find(({ path, msg }) => path === '/api/v1/session' && /refused|failed/.test(String(msg)));
    await waitFor(() => told() !== undefined, { what: 'the line about the client' });
    expect(told()).toMatchObject({ code: 'client-gone' });
    expect(gateway.log.filter(({ code }) => code === 'database-unavailable')).toEqual([]);
    expect(gateway.log.filter(({ msg }) => /Postgres/.test(String(msg)))).toEqual([]);
  });

  it('refuses bytes that are not UTF-8, and stores nothing of them', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"url":"http://127.0.0.1:9/","name":"M'),
      Buffer.from([0xfc]),
      Buffer.from('ller"}'),
    ]);
    const response = await post(new Uint8Array(bytes));
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).detail).toContain('must be UTF-8');
  });

  it.each([
    ['application/json; charset=iso-8859-1', 415],
    ['application/json; charset="utf-16"', 415],
    ['application/json; charset=UTF-8', 400],
  ])('answers %s with %d', async (contentType, status) => {
    const response = await post('{}', contentType);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('says in its own words where JSON is broken, and that __proto__ is no name', async () => {
    expect(((await (await post('{\n  "url": 1,\n}')).json()) as Problem).detail).toContain(
      'it is not valid JSON: see line 3, column 1',
    );
    const { errors } = (await (await post('{"url":"http://a.example","__proto__":{"x":1}}')).json()) as Problem;
    expect(errors).toEqual([{ path: '__proto__', message: 'is not an allowed field name' }]);
  });

  it.each([
    ['/api/v1/monitors/', ''],
    ['/api/v1/api-keys/', ''],
    ['/api/v1/monitors/', '/checks'],
  ])('asks who it is before it says that %s…%s with a very long id is not there', async (before, after) => {
    const path = `${before}${'a'.repeat(3_000)}${after}`;
    const anonymous = await gateway.request<Problem>('GET', path, undefined, { authorization: '' });
    expect(anonymous.status).toBe(401);
    const known = await gateway.request<Problem>('GET', path);
    expect(known.status).toBe(404);
    expect(known.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['PUT', '/api/v1/monitors', 'GET, HEAD, POST'],
    ['GET', '/api/v1/check', 'POST'],
    ['POST', '/api/v1/monitors/5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c', 'DELETE, GET, HEAD, PATCH'],
    ['DELETE', '/health/live', 'GET, HEAD'],
  ])('answers %s %s with 405 and what is allowed', async (method, path, allow) => {
    const { status, headers, body } = await gateway.request<Problem>(method, path, undefined, {
      accept: 'application/json',
    });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe(allow);
    expect(body.detail).toContain(method);
  });

  it('still answers 404 where there is no path', async () => {
    expect((await gateway.request('PUT', '/api/v1/nothing')).status).toBe(404);
  });

  it('takes a DELETE that says JSON and has no body', async () => {
    const { id } = await gateway.createMonitor();
    const headers = { 'content-type': 'application/json' };
    expect((await gateway.request('DELETE', `/api/v1/monitors/${id}`, undefined, headers)).status).toBe(204);
  });
});
