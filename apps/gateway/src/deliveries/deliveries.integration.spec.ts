import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AlertStatus,
  alertStatus,
  delivery,
  type DeliveryResponse,
  type NotificationChannelResponse,
  type Page,
} from '@wakeful/contracts';
import { changesOf, logTestDelivery } from '@wakeful/persistence';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const DELIVERIES = '/api/v1/deliveries';

describe('deliveries over HTTP', () => {
  let gateway: TestGateway;
  let channelId: string;
  const windowId = randomUUID();
  const monitorId = randomUUID();
  beforeAll(async () => {
    gateway = await startTestGateway();
    const settings = { type: 'slack', url: 'https://hooks.slack.example/x' };
    const channel = await gateway.request<NotificationChannelResponse>('POST', '/api/v1/notification-channels', {
      name: 'Ops',
      settings,
    });
    channelId = channel.body.id;
    await store('down', 'delivered');
    await store('reminder', 'dead');
    await store('recovered', 'retrying');
  });
  afterAll(() => gateway.stop());

  /** As the notifier does. */
  async function store(kind: string, state: string): Promise<void> {
    const id = `${kind}:${windowId}`;
    await gateway.dataSource.query(
      `INSERT INTO alert_events (id, kind, monitor_id, window_id, occurred_at, facts) VALUES ($1, $2, $3, $4, now(), $5)`,
      [id, kind, monitorId, windowId, JSON.stringify({ name: 'Shop', url: 'https://shop.example/' })],
    );
    await gateway.dataSource.query(
      `INSERT INTO deliveries (channel_id, event_id, kind, monitor_id, window_id, state, attempts, failures, detail,
                               next_try_at, give_up_at)
       VALUES ($1, $2, $3, $4, $5, $6, 9, 9, 'HTTP 500', now() + interval '1 hour', now())`,
      [channelId, id, kind, monitorId, windowId, state],
    );
  }

  const list = async (query = ''): Promise<DeliveryResponse[]> =>
    (await gateway.request<Page<DeliveryResponse>>('GET', `${DELIVERIES}${query}`)).body.items;

  it('say which channel fails, what waits for it, and how many monitors none covers', async () => {
    const read = async (): Promise<AlertStatus> =>
      (await gateway.request<AlertStatus>('GET', '/api/v1/notification-channels/status')).body;
    const before = await read();
    expect(alertStatus.parse(before)).toEqual(before);
    expect(before.channels).toMatchObject([{ channelId, name: 'Ops', enabled: true, waiting: 1 }]);
    const { uncoveredMonitors } = before;
    await gateway.createMonitor();
    expect((await read()).uncoveredMonitors).toBe(uncoveredMonitors);
    const change = (body: object) => gateway.request('PATCH', `/api/v1/notification-channels/${channelId}`, body);
    await change({ events: ['recovered'] });
    expect((await read()).uncoveredMonitors).toBe(uncoveredMonitors + 1);
    await change({ events: ['down'], allMonitors: false, tags: ['eu'] });
    await gateway.createMonitor({ tags: ['eu'] });
    expect((await read()).uncoveredMonitors).toBe(uncoveredMonitors + 1);

    const test = { channelId, status: null, detail: 'ok' };
    await changesOf(gateway.dataSource, logTestDelivery, { ...test, eventId: 'test:1', state: 'dead' });
    expect((await read()).channels[0]).toMatchObject({ state: 'failing', lastDetail: 'ok' });
    await changesOf(gateway.dataSource, logTestDelivery, { ...test, eventId: 'test:2', state: 'delivered' });
    expect((await read()).channels[0]).toMatchObject({ state: 'working' });
    const tests = (await list()).filter(({ kind }) => kind === 'test');
    expect(tests.map(({ state }) => state)).toEqual(['delivered', 'dead']);
    for (const one of tests) expect(delivery.parse(one)).toEqual(one);
    expect((await gateway.request('POST', `${DELIVERIES}/${tests[1]!.id}/retry`)).status).toBe(409);
    await gateway.dataSource.query("DELETE FROM alert_events WHERE kind = 'test'");
  });

  it('are listed, newest first, with what became of them', async () => {
    const items = await list();
    expect(items.map((one) => `${one.kind} ${one.state}`)).toEqual([
      'recovered retrying',
      'reminder dead',
      'down delivered',
    ]);
    for (const item of items) expect(delivery.parse(item)).toEqual(item);
    expect(items[1]).toMatchObject({
      channelName: 'Ops',
      monitorName: 'Shop',
      detail: 'HTTP 500',
      nextTryAt: null,
    });
    expect(items[0]!.nextTryAt).not.toBeNull();
  });

  it.each([
    { query: '?state=dead', count: 1 },
    { query: `?windowId=${windowId}`, count: 3 },
    { query: `?monitorId=${randomUUID()}`, count: 0 },
    { query: '?pageSize=2', count: 2 },
  ])('are filtered by $query', async ({ query, count }) => {
    expect(await list(query)).toHaveLength(count);
  });

  it.each(['dead', 'retrying'])('that are %s can be sent again', async (state) => {
    const [item] = await list(`?state=${state}`);
    const { status, body } = await gateway.request<DeliveryResponse>('POST', `${DELIVERIES}/${item!.id}/retry`);
    expect([status, body.state]).toEqual([200, 'retrying']);
    expect(Date.parse(body.nextTryAt!)).toBeLessThanOrEqual(Date.now() + 1_000);
    const [row] = await gateway.dataSource.query<{ failures: number; give_up_at: Date | null }[]>(
      'SELECT failures, give_up_at FROM deliveries WHERE id = $1',
      [item!.id],
    );
    expect(row).toEqual({ failures: 0, give_up_at: null });
  });

  it('that were delivered cannot', async () => {
    const [item] = await list('?state=delivered');
    expect((await gateway.request('POST', `${DELIVERIES}/${item!.id}/retry`)).status).toBe(409);
    expect((await gateway.request('POST', `${DELIVERIES}/${randomUUID()}/retry`)).status).toBe(404);
    expect((await gateway.request('GET', `${DELIVERIES}/${item!.id}`)).body).toEqual(item);
  });
});
