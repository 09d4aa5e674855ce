import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse, Problem } from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('the parent of a monitor', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  const setParent = (id: string, parentId: string | null) =>
    gateway.request<Problem>('PATCH', `/api/v1/monitors/${id}`, { parentId });

  it('is named, and forgotten when it is deleted', async () => {
    const parent = await gateway.createMonitor();
    const child = await gateway.createMonitor({ parentId: parent.id });
    expect(child.parentId).toBe(parent.id);
    await gateway.request('DELETE', `/api/v1/monitors/${parent.id}`);
    const { body } = await gateway.request<MonitorResponse>('GET', `/api/v1/monitors/${child.id}`);
    expect(body.parentId).toBeNull();
  });

  it('is never the monitor itself or one below it', async () => {
    const top = await gateway.createMonitor();
    const middle = await gateway.createMonitor({ parentId: top.id });
    const bottom = await gateway.createMonitor({ parentId: middle.id });
    for (const parentId of [top.id, middle.id, bottom.id]) {
      const { status, body } = await setParent(top.id, parentId);
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'parentId']);
    }
    expect((await setParent(bottom.id, top.id)).status).toBe(200);
    expect((await setParent(bottom.id, null)).status).toBe(200);
    const unknown = await gateway.request<Problem>('POST', '/api/v1/monitors', {
      url: 'http://127.0.0.1:9/orphan',
      parentId: randomUUID(),
    });
    expect([unknown.status, unknown.body.errors?.[0]?.message]).toEqual([400, 'does not match any monitor']);
  });

  it('cannot become a circle by two changes at once', async () => {
    const [a, b] = [await gateway.createMonitor(), await gateway.createMonitor()];
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all([setParent(a.id, b.id), setParent(b.id, a.id)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
      await Promise.all([setParent(a.id, null), setParent(b.id, null)]);
    }
  });
});

describe('the beginning and end of monitoring', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  it('wait in the outbox with the change itself', async () => {
    const { id } = await gateway.createMonitor({ tags: ['eu'] });
    await gateway.request('PATCH', `/api/v1/monitors/${id}`, { name: 'Another name' });
    await gateway.request('PATCH', `/api/v1/monitors/${id}`, { enabled: false });
    await gateway.request('PATCH', `/api/v1/monitors/${id}`, { enabled: true });
    await gateway.request('DELETE', `/api/v1/monitors/${id}`);
    const rows = await gateway.dataSource.query<{ message: string; change: string; tags: string[] }[]>(
      `SELECT message, payload->>'change' AS change, payload->'tags' AS tags FROM outbox ORDER BY id`,
    );
    expect(rows.map(({ change }) => change)).toEqual(['created', 'disabled', 'enabled', 'deleted']);
    expect(rows[3]).toMatchObject({ message: 'monitoring.changed', tags: ['eu'] });
  });
});
