import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChannelSettings, channelSettings } from '@wakeful/contracts';
import type { AlertMessage } from '../messages/alert-message.js';
import { aMessage } from '../messages/message.fixture.js';
import { HttpReceiver, type ReceivedRequest, testNetwork } from '../receivers.fixture.js';
import { sendThrough } from './registry.js';

const SIGNING_SECRET = 'a secret of some length';

/** How each type of channel over HTTP is set up with a receiver. */
const settingsFor: Record<Exclude<ChannelSettings['type'], 'email'>, (url: string) => object> = {
  discord: (url) => ({ url: `${url}/api/webhooks/1/x`, mention: '@here' }),
  slack: (url) => ({ url: `${url}/services/T0/B0/x`, mention: '<!channel>' }),
  webhook: (url) => ({ url: `${url}/hook`, headers: { Authorization: 'Bearer abc' }, signingSecret: SIGNING_SECRET }),
  telegram: (url) => ({ botToken: '12345:abcdefghij', chatId: '-100', apiUrl: `${url}/` }),
  teams: (url) => ({ url: `${url}/workflows/x?sig=y` }),
  ntfy: (url) => ({ serverUrl: url, topic: 'alerts', token: 'tk_1' }),
  pagerduty: (url) => ({ routingKey: 'R0', apiUrl: url }),
  opsgenie: (url) => ({ apiKey: 'K0', apiUrl: url }),
};
type HttpType = keyof typeof settingsFor;
const types = Object.keys(settingsFor) as HttpType[];

describe('a channel', () => {
  let receiver: HttpReceiver;
  beforeEach(async () => {
    receiver = await HttpReceiver.start();
  });
  afterEach(() => receiver[Symbol.asyncDispose]());

  async function send(type: HttpType, message: AlertMessage, rest: object = {}): Promise<ReceivedRequest> {
    const settings = channelSettings.parse({ type, ...settingsFor[type](receiver.url), ...rest });
    await sendThrough(message, settings, testNetwork());
    expect(receiver.requests).toHaveLength(1);
    return receiver.requests[0]!;
  }

  it.each(types)('says what, why, how available and where: %s', async (type) => {
    const { body } = await send(type, aMessage());
    for (const text of ['Shop is down', '503', '99.723%', 'https://shop.example', 'downtime/w1']) {
      expect(body).toContain(text);
    }
  });

  it.each(types)('takes texts of any size and with any characters: %s', async (type) => {
    const nasty = '<b>&"\\*_[x](http://e/)`~|\n\u{1f600}'.repeat(2_000);
    const facts = Array.from({ length: 40 }, (_, index) => ({ name: `Fact ${index}`, value: nasty }));
    const { json, body } = await send(type, aMessage({ title: nasty, summary: nasty, facts }));
    expect(json).not.toEqual({});
    expect(body.isWellFormed()).toBe(true);
  });

  it('of Discord is an embed that fits its limits', async () => {
    const long = 'x'.repeat(10_000);
    const { path, json } = await send(
      'discord',
      aMessage({ title: long, summary: long, facts: [{ name: 'A', value: long }] }),
    );
    expect(path).toBe('/api/webhooks/1/x');
    const [embed] = json['embeds'] as { title: string; description: string; fields: { value: string }[] }[];
    expect([embed?.title.length, embed?.description.length, embed?.fields[0]?.value.length]).toEqual([256, 4096, 1024]);
    expect(json).toMatchObject({ content: '@here', embeds: [{ color: 0xd92d20 }] });
  });

  it('of Slack mentions no one but those of its setting', async () => {
    const { json } = await send('slack', aMessage({ summary: 'a <!channel> & b' }));
    expect(JSON.stringify(json)).toContain('{"type":"plain_text","text":"a <!channel> & b","emoji":false}');
    expect(json['text']).toBe('<!channel> Shop is down');
  });

  it('of Telegram sends HTML with what a page said escaped', async () => {
    const { path, json } = await send('telegram', aMessage({ summary: 'said <script>' }));
    expect(path).toBe('/bot12345:abcdefghij/sendMessage');
    expect(json).toMatchObject({ chat_id: '-100', parse_mode: 'HTML', disable_notification: false });
    expect(json['text']).toContain('<b>Shop is down</b>\nsaid &lt;script&gt;');
  });

  it('of Telegram hears how long to wait from the body', async () => {
    const parameters = { retry_after: 35 };
    receiver.respond = (response) => void response.writeHead(429).end(JSON.stringify({ ok: false, parameters }));
    await expect(send('telegram', aMessage())).rejects.toMatchObject({ status: 429, retryAfterMs: 35_000 });
  });

  it('of Teams is an adaptive card', async () => {
    const { json } = await send('teams', aMessage());
    expect(json).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } }],
    });
  });

  it('of ntfy carries the id of the delivery as its sequence', async () => {
    const { path, headers, json } = await send('ntfy', aMessage());
    expect([path, headers.authorization]).toEqual(['/', 'Bearer tk_1']);
    expect(json).toMatchObject({ topic: 'alerts', sequence_id: aMessage().id, priority: 5, title: 'Shop is down' });
  });

  it.each([
    { incident: { key: 'wakeful-m1', action: 'open' }, path: '/v2/enqueue', event_action: 'trigger' },
    { incident: { keys: ['wakeful-m1'], action: 'close' }, path: '/v2/enqueue', event_action: 'resolve' },
    { incident: null, path: '/v2/change/enqueue', event_action: undefined },
  ] as const)('of PagerDuty: $event_action for $incident', async ({ incident, path, event_action }) => {
    const request = await send('pagerduty', aMessage({ incident }));
    expect(request.path).toBe(path);
    expect(request.json).toMatchObject({ routing_key: 'R0', payload: { source: 'https://shop.example/' } });
    const key = incident === null ? undefined : 'wakeful-m1';
    expect([request.json['event_action'], request.json['dedup_key']]).toEqual([event_action, key]);
  });

  it.each([
    { action: 'open', path: '/v2/alerts', want: { alias: 'wakeful-m1', message: 'Shop is down', priority: 'P2' } },
    { action: 'close', path: '/v2/alerts/wakeful-m1/close?identifierType=alias', want: { source: 'Wakeful' } },
  ] as const)('of Opsgenie: $path', async ({ action, path, want }) => {
    const incident = action === 'open' ? { action, key: 'wakeful-m1' } : { action, keys: ['wakeful-m1'] };
    const request = await send('opsgenie', aMessage({ incident }));
    expect([request.path, request.headers.authorization]).toEqual([path, 'GenieKey K0']);
    expect(request.json).toMatchObject(want);
  });

  it('that is a webhook signs id, time and body', async () => {
    const { headers, body, json } = await send('webhook', aMessage());
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
    const wanted = createHmac('sha256', SIGNING_SECRET).update(`${String(id)}.${String(timestamp)}.${body}`);
    expect(signature).toBe(`v1,${wanted.digest('base64')}`);
    expect([id, headers.authorization]).toEqual([aMessage().id, 'Bearer abc']);
    expect(Math.abs(Number(timestamp) * 1000 - Date.now())).toBeLessThan(5_000);
    expect(json).toMatchObject({ kind: 'down', monitorName: 'Shop', durationSeconds: null, availability24h: 0.997_23 });
  });

  it('that is a webhook sends a body of one’s own', async () => {
    const bodyTemplate = '{"what": "{{title}}", "at": {{occurredAt}}, "end": {{endedAt}}}';
    const { method, json } = await send('webhook', aMessage(), { bodyTemplate, method: 'PUT' });
    expect([method, json]).toEqual(['PUT', { what: 'Shop is down', at: '2026-01-31T12:00:00.000Z', end: null }]);
  });
});
