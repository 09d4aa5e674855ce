import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('badges', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  const publish = (slug: string, monitorId: string, fields: object = {}) =>
    gateway.request('POST', '/api/v1/status-pages', {
      slug,
      title: 'x',
      isPublished: true,
      groups: [{ name: 'All', monitors: [{ monitorId }] }],
      ...fields,
    });
  const get = (path: string) => fetch(`${gateway.url}/badges/${path}`);

  it('are there for what a published public page shows', async () => {
    const { id } = await gateway.createMonitor();
    await publish('shown', id);
    for (const path of ['status.svg', 'uptime.svg?window=90d', 'response.svg?window=7d']) {
      const answer = await get(`${id}/${path}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
      expect(await answer.text()).toMatch(/^<svg\s.*<\/svg>$/s);
    }
    const hostile = await get(`${id}/status.svg?label=${encodeURIComponent('<script>')}`);
    expect(await hostile.text()).not.toContain('<script');
    expect((await get(`${id}/uptime.svg?window=1y`)).status).toBe(400);
  });

  it('are there for nothing else', async () => {
    const [hidden, draft, secret] = [
      await gateway.createMonitor(),
      await gateway.createMonitor(),
      await gateway.createMonitor(),
    ];
    await publish('draft', draft.id, { isPublished: false });
    await publish('secret', secret.id, { visibility: 'password', password: 'open sesame' });
    for (const { id } of [hidden, draft, secret]) expect((await get(`${id}/status.svg`)).status).toBe(404);
    expect((await get('nothing/status.svg')).status).toBe(404);
    expect((await get(`${hidden.id}/secrets.svg`)).status).toBe(404);
  });
});
