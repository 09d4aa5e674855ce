import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  ChannelTestResult,
  DeliveryResponse,
  MonitorResponse,
  NotificationChannelResponse,
  Page,
} from '@wakeful/contracts';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import axios, { type AxiosInstance } from 'axios';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const TEST_TIMEOUT_MS = 90_000;

let running: TestSystem;
let target: Target;
let receiver: Server;
let http: AxiosInstance;
let channel: NotificationChannelResponse;
const received: Record<string, unknown>[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      received.push(JSON.parse(body) as Record<string, unknown>);
      response.writeHead(202).end('taken');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  [running, target] = await Promise.all([startTestSystem(), startTarget()]);
  http = axios.create({
    baseURL: `${running.system.gatewayUrl}/api/v1`,
    headers: { authorization: `Bearer ${running.system.apiKey}` },
    proxy: false,
  });
}, 120_000);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await target.close();
  await new Promise((resolve) => receiver.close(resolve));
}, 60_000);

const waitForMessage = (kind: string): Promise<Record<string, unknown>> =>
  waitFor(() => received.find((message) => message['kind'] === kind), {
    what: `a message "${kind}"`,
    timeoutMs: TEST_TIMEOUT_MS / 2,
  });

describe('alerts, from the page to the receiver', () => {
  it('have a channel whose test tells what the receiver answers', async () => {
    const { port } = receiver.address() as { port: number };
    const settings = { type: 'webhook', url: `http://127.0.0.1:${port}/` };
    const input = { name: 'Ops', settings, events: ['down', 'recovered', 'monitoring'], waitForDiagnosisSeconds: 0 };
    channel = (await http.post<NotificationChannelResponse>('/notification-channels', input)).data;
    const { data } = await http.post<ChannelTestResult>(`/notification-channels/${channel.id}/test`);
    expect(data).toMatchObject({ delivered: true, status: 202, answer: 'taken' });
    expect(received.splice(0)).toMatchObject([{ kind: 'test' }]);
  });

  it(
    'tell of an outage and of its end',
    async () => {
      const monitor = await running.api.createMonitor({
        url: `${target.url}/shop`,
        name: 'Shop',
        intervalSeconds: 5,
        timeoutMs: 2_000,
        confirmations: 1,
        confirmationIntervalSeconds: 1,
        recoveryConfirmations: 0,
      });
      expect(await waitForMessage('monitoring')).toMatchObject({ title: 'Monitoring of Shop has started' });
      await waitFor(async () => (await running.api.monitor(monitor.id)).status === 'up', {
        what: 'the page to be up',
        timeoutMs: 20_000,
      });
      target.respondWith({ status: 503 }, '/shop');
      const down = await waitForMessage('down');
      target.respondWith({ status: 200 }, '/shop');
      const recovered = await waitForMessage('recovered');
      const [window] = await running.api.windows(monitor.id);
      expect(down).toMatchObject({ title: 'Shop is down', reason: 'http_status', windowId: window!.id });
      expect(recovered).toMatchObject({ startedAt: window!.startedAt, endedAt: window!.endedAt });
      expect(recovered['availability24h']).toBeLessThan(1);
      const { data } = await http.get<Page<DeliveryResponse>>('/deliveries', { params: { windowId: window!.id } });
      // What the browser found out may have been told as well, or came too late.
      const told = data.items.filter(({ kind }) => kind !== 'update');
      expect(told.map(({ kind, state, attempts }) => [kind, state, attempts])).toEqual([
        ['recovered', 'delivered', 1],
        ['down', 'delivered', 1],
      ]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'do not tell of what happens under maintenance, which shows as such',
    async () => {
      const [monitor] = await running.api.monitors();
      await http.post('/maintenance-windows', {
        name: 'Updates',
        monitorIds: [monitor!.id],
        startsAt: new Date(Date.now() - 1_000).toISOString(),
        endsAt: new Date(Date.now() + 600_000).toISOString(),
      });
      expect((await http.get<MonitorResponse>(`/monitors/${monitor!.id}`)).data.status).toBe('maintenance');
      received.length = 0;
      target.respondWith({ status: 503 }, '/shop');
      const muted = await waitFor(
        async () => {
          const { data } = await http.get<Page<DeliveryResponse>>('/deliveries', { params: { state: 'muted' } });
          return data.items.find(({ kind }) => kind === 'down');
        },
        { what: 'a delivery that is muted', timeoutMs: TEST_TIMEOUT_MS / 2 },
      );
      expect(muted).toMatchObject({ kind: 'down', detail: 'Maintenance window: Updates.' });
      expect(received).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});
