import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions } from '@nestjs/microservices';
import {
  type ChannelCloseReplyV1,
  notificationChannel,
  type NotificationChannelResponse,
  type Page,
  type Problem,
} from '@wakeful/contracts';
import { RequestServer } from '@wakeful/messaging';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const CHANNELS = '/api/v1/notification-channels';
const SECRET = 'hunter2hunter2hunter2';
const UNKNOWN_ID = '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';

/** How the stand-in answers; the real notifier is another application. */
let closed: ChannelCloseReplyV1;

@Controller()
class StandInNotifier {
  @MessagePattern('channel.close.v1')
  close(): ChannelCloseReplyV1 {
    return closed;
  }
}

@Module({ controllers: [StandInNotifier] })
class StandInModule {}

describe('notification channels over HTTP', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  let sequence = 0;
  const create = async (settings: object, rest: object = {}) =>
    (
      await gateway.request<NotificationChannelResponse>('POST', CHANNELS, {
        name: `Channel ${++sequence}`,
        settings,
        ...rest,
      })
    ).body;
  const webhook = { type: 'webhook', url: `http://127.0.0.1:9/${SECRET}`, headers: { 'x-key': SECRET } };

  it('stores one and never shows its secrets again', async () => {
    const { status, headers, body } = await gateway.request<NotificationChannelResponse>('POST', CHANNELS, {
      name: 'Operations',
      settings: { ...webhook, signingSecret: SECRET },
    });
    expect(status).toBe(201);
    expect(notificationChannel.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      allMonitors: true,
      events: ['down', 'recovered', 'degraded', 'certificate', 'system'],
      settings: { type: 'webhook', url: '***', headers: { 'x-key': '***' }, signingSecret: '***', method: 'POST' },
      stormThreshold: 5,
      waitForDiagnosisSeconds: 10,
      version: 1,
    });
    expect(headers.get('location')).toBe(`${CHANNELS}/${body.id}`);
    const read = await gateway.request('GET', `${CHANNELS}/${body.id}`);
    expect(read.body).toEqual(body);
    const list = await gateway.request<Page<NotificationChannelResponse>>('GET', CHANNELS);
    expect(list.body.items).toContainEqual(body);
    const stored = await gateway.dataSource.query<object[]>('SELECT * FROM notification_channels');
    expect(JSON.stringify([body, list.body, stored, gateway.log])).not.toContain(SECRET);
  });

  it('changes what is named, with *** for what stays', async () => {
    const { id, settings } = await create(webhook);
    const { status, body, headers } = await gateway.request<NotificationChannelResponse>('PATCH', `${CHANNELS}/${id}`, {
      settings: { ...settings, method: 'PUT' },
      reminderMinutes: 5,
    });
    expect([status, body.version, body.reminderMinutes, body.settings['method']]).toEqual([200, 2, 5, 'PUT']);
    expect(headers.get('etag')).toBe('"2"');
    const moved = { ...settings, url: 'http://127.0.0.1:9/elsewhere' };
    const refused = await gateway.request<Problem>('PATCH', `${CHANNELS}/${id}`, { settings: moved });
    expect(refused.status).toBe(400);
    expect(refused.body.errors?.map(({ path }) => path)).toEqual(['settings.headers.x-key']);
  });

  it('is changed and deleted only in the version that was seen', async () => {
    const { id } = await create(webhook);
    const old = { 'if-match': '"7"' };
    expect((await gateway.request('PATCH', `${CHANNELS}/${id}`, { name: 'x' }, old)).status).toBe(412);
    expect((await gateway.request('DELETE', `${CHANNELS}/${id}`, undefined, old)).status).toBe(412);
    expect((await gateway.request('DELETE', `${CHANNELS}/${id}`)).status).toBe(204);
    expect((await gateway.request('GET', `${CHANNELS}/${id}`)).status).toBe(404);
  });

  it('is not deleted before its incidents are closed at the receiver, unless they are to stay open', async () => {
    const pagerduty = { type: 'pagerduty', routingKey: SECRET };
    const [unused, used] = [await create(pagerduty), await create(pagerduty)];
    await gateway.dataSource.query(
      `WITH event AS (INSERT INTO alert_events (id, kind, occurred_at, facts) VALUES ('down:1', 'down', now(), '{}') RETURNING id)
       INSERT INTO deliveries (channel_id, event_id, kind, state, attempts) SELECT $1, id, 'down', 'delivered', 1 FROM event`,
      [used.id],
    );
    const remove = (id: string, query = '') => gateway.request<Problem>('DELETE', `${CHANNELS}/${id}${query}`);
    expect((await remove(unused.id)).status).toBe(204);
    const alone = await remove(used.id);
    expect([alone.status, alone.body.detail]).toEqual([409, expect.stringContaining('No notifier is currently')]);
    const notifier = await NestFactory.createMicroservice<MicroserviceOptions>(StandInModule, {
      strategy: new RequestServer({ servers: [gateway.nats.url], queue: 'notifiers' }),
      logger: false,
    });
    await notifier.listen();
    try {
      closed = { openIncidents: 2, answer: 'HTTP 403: wrong key.' };
      const refused = await remove(used.id);
      expect(refused.body.type).toMatch(/:notification-channel-incidents-open$/);
      expect(refused.body.detail).toMatch(/^2 incidents .* HTTP 403: wrong key. .* leaveOpen=true.$/);
      expect((await gateway.request('GET', `${CHANNELS}/${used.id}`)).status).toBe(200);
      expect((await remove(used.id, '?leaveOpen=true')).status).toBe(204);
    } finally {
      await notifier.close();
    }
  });

  it('refuses a second one of the same name', async () => {
    const { name } = await create(webhook);
    const again = await gateway.request<Problem>('POST', CHANNELS, { name, settings: webhook });
    expect([again.status, again.body.errors?.[0]?.path]).toEqual([409, 'name']);
    const other = await create(webhook);
    expect((await gateway.request('PATCH', `${CHANNELS}/${other.id}`, { name })).status).toBe(409);
  });

  it('says that no notifier is there to send a test', async () => {
    const { id } = await create(webhook);
    expect((await gateway.request('POST', `${CHANNELS}/${id}/test`)).status).toBe(503);
    expect((await gateway.request('POST', `${CHANNELS}/${UNKNOWN_ID}/test`)).status).toBe(404);
  });

  it.each([
    { name: 'no settings', body: {}, path: 'settings' },
    { name: 'unknown type', body: { settings: { type: 'pigeon' } }, path: 'settings.type' },
    { name: 'a file URL', body: { settings: { type: 'slack', url: 'file:///etc/passwd' } }, path: 'settings.url' },
    {
      name: 'a gopher URL',
      body: { settings: { type: 'teams', url: 'gopher://127.0.0.1:25/' } },
      path: 'settings.url',
    },
    { name: 'a hidden secret', body: { settings: { type: 'slack', url: '***' } }, path: 'settings.url' },
    { name: 'a short key', body: { settings: { ...webhook, signingSecret: 'x' } }, path: 'settings.signingSecret' },
    {
      name: 'a header with a newline',
      body: { settings: { ...webhook, headers: { 'x-a': 'a\r\nb: c' } } },
      path: 'settings.headers.x-a',
    },
    {
      name: 'a template that is no JSON',
      body: { settings: { ...webhook, bodyTemplate: '{"a": {{title}}' } },
      path: 'settings.bodyTemplate',
    },
    {
      name: 'a template of nothing',
      body: { settings: { ...webhook, bodyTemplate: '{"a": "{{bogus}}"}' } },
      path: 'settings.bodyTemplate',
    },
    {
      name: 'a mail address with a second header',
      body: { settings: { type: 'email', host: 'h', from: 'a@b.c\r\nBcc: x@y.z', to: ['a@b.c'] } },
      path: 'settings.from',
    },
    { name: 'no monitors to cover', body: { settings: webhook, allMonitors: false }, path: 'allMonitors' },
    { name: 'an unknown event', body: { settings: webhook, events: ['doom'] }, path: 'events.0' },
    {
      name: 'an unknown monitor',
      body: { settings: webhook, monitorIds: [UNKNOWN_ID] },
      path: 'monitorIds.0',
    },
    { name: 'a long wait', body: { settings: webhook, waitForDiagnosisSeconds: 61 }, path: 'waitForDiagnosisSeconds' },
  ])('refuses $name', async ({ body, path }) => {
    const { status, body: problem } = await gateway.request<Problem>('POST', CHANNELS, { name: 'Bad', ...body });
    expect([status, problem.errors?.map((one) => one.path)]).toEqual([400, [path]]);
  });

  it('shows no monitor that was deleted, takes back what it showed, and a change of nothing is no new version', async () => {
    const [kept, gone] = [await gateway.createMonitor(), await gateway.createMonitor()];
    const input = {
      name: 'Scoped',
      settings: { type: 'webhook', url: 'http://127.0.0.1:9/', headers: { 'x-key': 'k-1' } },
      allMonitors: false,
      monitorIds: [kept.id, gone.id],
    };
    const { body: made } = await gateway.request<NotificationChannelResponse>(
      'POST',
      '/api/v1/notification-channels',
      input,
    );
    await gateway.request('DELETE', `/api/v1/monitors/${gone.id}`);
    const path = `/api/v1/notification-channels/${made.id}`;
    const { body: read } = await gateway.request<NotificationChannelResponse>('GET', path);
    expect(read.monitorIds).toEqual([kept.id]);
    const { id: _, createdAt: _created, updatedAt: _updated, version, ...fields } = read;
    const sentBack = await gateway.request<NotificationChannelResponse>('PATCH', path, fields);
    expect(sentBack).toMatchObject({ status: 200, body: { version, updatedAt: read.updatedAt } });
    const renamed = await gateway.request<NotificationChannelResponse>('PATCH', path, { ...fields, name: 'Renamed' });
    expect(renamed).toMatchObject({
      status: 200,
      body: { version: version + 1, name: 'Renamed', monitorIds: [kept.id] },
    });
  });
});
