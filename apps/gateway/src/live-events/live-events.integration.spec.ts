import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkRecordedV1,
  downtimeOpenedV1,
  liveCheck,
  liveDowntime,
  type Role,
  type StatusChangedV1,
  statusChangedV1,
} from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import { waitFor } from '@wakeful/testing';
import { aPerson, aSession, basic, PASSWORD } from '../access/people.fixture.js';
import { type Answer, startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { LiveEvents } from './live-events.js';

interface Reader {
  text(): string;
  close(): void;
  ended: Promise<void>;
}

async function read({ url, apiKey }: TestGateway, query = ''): Promise<Reader> {
  const abort = new AbortController();
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${url}/api/v1/events${query}`, { headers, signal: abort.signal });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  let text = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
  })().catch(() => undefined);
  return { text: () => text, close: () => abort.abort(), ended };
}

const dataOf = (text: string, event: string): unknown[] =>
  [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].filter((m) => m[1] === event).map((m) => JSON.parse(m[2] ?? ''));

describe('live events over HTTP', () => {
  let gateway: TestGateway;
  let bus: MessageBus;
  let isStopped = false;
  beforeAll(async () => {
    gateway = await startTestGateway();
    bus = gateway.app.get(MessageBus);
  });
  afterAll(async () => {
    if (!isStopped) await gateway.stop();
  });

  const statusChange = (monitorId: string): StatusChangedV1 => ({
    monitorId,
    name: 'Shop',
    url: 'http://shop.example/',
    from: 'up',
    to: 'down',
    at: '2026-01-31T12:00:00.000Z',
    reason: 'http_status',
    detail: 'It answered 503.',
  });
  const check = (monitorId: string) => ({
    monitorId,
    scheduledAt: '2026-01-31T12:00:00.000Z',
    location: 'default',
    status: 'up' as const,
    totalUs: 1234,
  });

  it('hands status changes, downtimes and checks on while somebody listens', async () => {
    const live = gateway.app.get(LiveEvents, { strict: false });
    expect(live.isListening).toBe(false);
    const monitorId = randomUUID();
    const all = await read(gateway);
    const one = await read(gateway, `?monitorId=${monitorId}`);
    expect(live.isListening).toBe(true);

    await bus.publish(statusChangedV1, statusChange(monitorId));
    await bus.publish(statusChangedV1, statusChange(randomUUID()));
    const { from: _from, to: _to, at, ...rest } = statusChange(monitorId);
    await bus.publish(downtimeOpenedV1, { ...rest, windowId: randomUUID(), startedAt: at, lastGoodAt: null });
    bus.send(checkRecordedV1, { checks: [check(monitorId), check(randomUUID())] });

    await waitFor(() => dataOf(all.text(), 'check').length === 2, { what: 'both checks' });
    await waitFor(() => dataOf(one.text(), 'check').length === 1, { what: 'the check of one monitor' });
    expect(dataOf(all.text(), 'status')).toHaveLength(2);
    expect(dataOf(one.text(), 'status')).toEqual([statusChange(monitorId)]);
    expect(liveDowntime.parse(dataOf(one.text(), 'downtime')[0])).toMatchObject({ change: 'opened', monitorId });
    expect(liveCheck.parse(dataOf(one.text(), 'check')[0])).toMatchObject({ monitorId, totalMs: 1.234 });
    expect(one.text()).toMatch(/^retry: \d+\n\n/);

    all.close();
    one.close();
    await waitFor(() => !live.isListening, { what: 'the end of listening' });
  });

  it.each(['revoked', 'expired', 'deleted'] as const)('ends a stream whose key is %s', async (fate) => {
    const made = await gateway.request<{ id: string; key: string }>('POST', '/api/v1/api-keys', {
      name: 'a',
      scope: 'read',
    });
    const reader = await read({ ...gateway, apiKey: made.body.key });
    const other = await read(gateway);
    const change = {
      revoked: 'UPDATE api_keys SET revoked_at = now() WHERE id = $1',
      expired: 'UPDATE api_keys SET expires_at = now() WHERE id = $1',
      deleted: 'DELETE FROM api_keys WHERE id = $1',
    }[fate];
    await gateway.dataSource.query(change, [made.body.id]);
    await reader.ended;
    expect(await Promise.race([other.ended.then(() => 'ended'), Promise.resolve('open')])).toBe('open');
    other.close();
  });

  it('ends the streams of a session that is over, whatever ended it, and no other', async () => {
    const admin = { authorization: `Bearer ${gateway.apiKey}` };
    const open = async (role: Role = 'viewer') => {
      const person = await aPerson(gateway, role);
      const cookie = await aSession(gateway, person.user.email);
      const response = await fetch(`${gateway.url}/api/v1/events`, { headers: { cookie } });
      expect(response.status).toBe(200);
      return { ...person, cookie, ended: response.text() };
    };
    const user = (id: string) => `/api/v1/users/${id}`;
    const ends: Record<string, (who: Awaited<ReturnType<typeof open>>) => Promise<Answer>> = {
      logout: ({ cookie }) => gateway.request('DELETE', '/api/v1/session', undefined, { authorization: '', cookie }),
      'an own new password': ({ user: { email } }) =>
        gateway.request(
          'PUT',
          '/api/v1/session/password',
          { currentPassword: PASSWORD, newPassword: 'another horse, another staple' },
          { authorization: basic(email, PASSWORD) },
        ),
      'a new password by an admin': ({ user: { id } }) =>
        gateway.request('PATCH', user(id), { password: 'another horse, another staple' }, admin),
      'a reset of the second factor': ({ user: { id } }) =>
        gateway.request('DELETE', `${user(id)}/second-factors`, undefined, admin),
      'being disabled': ({ user: { id } }) => gateway.request('PATCH', user(id), { enabled: false }, admin),
      'being deleted': ({ user: { id } }) => gateway.request('DELETE', user(id), undefined, admin),
    };
    const demoted = await open('editor');
    const streams: Promise<string>[] = [];
    for (const [fate, end] of Object.entries(ends)) {
      const stream = await open();
      const { status } = await end(stream);
      expect([fate, status < 300]).toEqual([fate, true]);
      streams.push(stream.ended);
    }
    // A viewer may read what happens, so a stream outlives the role of an editor.
    await gateway.request('PATCH', user(demoted.user.id), { role: 'viewer' });
    await Promise.all(streams);
    const isOpen = () => Promise.race([demoted.ended.then(() => false), Promise.resolve(true)]);
    expect(await isOpen()).toBe(true);

    await gateway.request('PUT', '/api/v1/access-rules', { requiresSecondFactor: true });
    await demoted.ended;
    await gateway.request('PUT', '/api/v1/access-rules', { requiresSecondFactor: false });
  });

  it('ends its connections when the service stops, at once', async () => {
    const reader = await read(gateway);
    const before = performance.now();
    isStopped = true;
    await gateway.app.close();
    await reader.ended;
    expect(performance.now() - before).toBeLessThan(3_000);
    await gateway.database.drop();
    await gateway.nats.stop();
  });
});
