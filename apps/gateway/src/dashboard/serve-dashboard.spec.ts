import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { serveDashboard } from './serve-dashboard.js';

const options = {
  withoutDashboard: '/api/docs',
};
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the dashboard as the gateway serves it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wakeful-dashboard-'));
  let app: FastifyInstance;
  beforeAll(() => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<meta nonce="{{nonce}}"><title>Wakeful</title>');
    writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
    writeFileSync(join(folder, 'assets/app-1a2b.js'), 'run()');
    writeFileSync(join(folder, 'assets/app-1a2b.js.gz'), gzipSync('run()'));
    app = fastify();
    app.get('/api/v1/monitors', () => ({ items: [] }));
    serveDashboard(app, { ...options, folder });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['/', '/monitors/1/edit?x=1', '/downtime/2'])('answers %s with its page, which is not kept', async (url) => {
    const answer = await app.inject({ url, headers: html });
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect(answer.body).toContain('<title>Wakeful');
  });

  it('lets the page load nothing but its own files, and only styles with the nonce of this very answer', async () => {
    const [first, second] = await Promise.all(['/', '/'].map((url) => app.inject({ url, headers: html })));
    const policy = String(first?.headers['content-security-policy']);
    const [, nonce = 'none'] = /'nonce-([^']+)'/.exec(policy) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe/);
    expect(first?.body).toContain(`nonce="${nonce}"`);
    expect(second?.body).not.toContain(nonce);
  });

  it('sends assets compressed, for a year', async () => {
    const answer = await app.inject({ url: '/assets/app-1a2b.js', headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip' });
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/api/v1/nothing', '/assets/gone.js'])('does not answer %s with a page', async (url) => {
    expect((await app.inject({ url, headers: html })).statusCode).toBe(404);
  });

  it('does not answer a program that wants JSON with a page', async () => {
    expect((await app.inject({ url: '/nothing', headers: { accept: 'application/json' } })).statusCode).toBe(404);
  });

  it('leads to the documentation when it was not built', async () => {
    await using alone = fastify();
    serveDashboard(alone, { ...options, folder: join(folder, 'nowhere') });
    expect((await alone.inject({ url: '/', headers: html })).headers['location']).toBe('/api/docs');
  });
});
