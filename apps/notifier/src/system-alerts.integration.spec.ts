import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkerNetworkBackV1, checkerNetworkLostV1 } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { AcceptEvent } from './events/accept-event.js';
import { UncheckedWatch } from './jobs/unchecked.js';
import { startTestNotifier, type TestNotifier, type TestWorld } from './notifier.fixture.js';
import { HttpReceiver } from './receivers.fixture.js';

let notifier: TestNotifier;
let world: TestWorld;
let receiver: HttpReceiver;
beforeAll(async () => {
  notifier = await startTestNotifier();
  ({ world } = notifier);
});
afterAll(() => notifier.stop());
beforeEach(async () => {
  nowMs = Date.now();
  receiver = await HttpReceiver.start();
});
afterEach(async () => {
  await world.dataSource.query('DELETE FROM notification_channels; DELETE FROM alert_events; DELETE FROM monitors');
  await receiver[Symbol.asyncDispose]();
});

const webhook = () => ({ type: 'webhook', url: `${receiver.url}/hook` });
/** By one clock for a whole test, as all reports of one loss have its times. */
let nowMs = 0;
const at = (secondsAgo: number): string => new Date(nowMs - secondsAgo * 1000).toISOString();
const loss = (secondsAgo: number, checker = 'probe-1') => ({
  location: 'eu',
  checker,
  since: at(secondsAgo),
  affectedMonitors: 200,
});
const lost = (secondsAgo: number, checker?: string) =>
  world.bus.publish(checkerNetworkLostV1, loss(secondsAgo, checker));
const back = (secondsAgo: number, checker?: string) =>
  world.bus.publish(checkerNetworkBackV1, { ...loss(secondsAgo, checker), at: at(0) });
/** Until every message that was published has been taken in. */
const allTaken = async (): Promise<void> => {
  await lost(1, 'last');
  await waitFor(
    async () =>
      (await world.dataSource.query<unknown[]>(`SELECT 1 FROM alert_events WHERE facts->>'checker' = 'last'`)).length >
      0,
    { what: 'the last message' },
  );
};

describe('a checker that lost its network', () => {
  it('is one message, and one when it is back, however many report it', async () => {
    const channelId = await world.createChannel(webhook());
    await lost(60);
    await world.waitForDeliveries(channelId, ['network-lost delivered']);
    await lost(59);
    await lost(30);
    await back(60);
    await world.waitForDeliveries(channelId, ['network-lost delivered', 'network-back delivered']);
    await back(59);
    await lost(20);
    await allTaken();
    await world.waitForDeliveries(channelId, [
      'network-lost delivered',
      'network-back delivered',
      'network-lost delivered',
    ]);
    expect(receiver.requests.slice(0, 2).map(({ json }) => [json['title'], json['summary']])).toEqual([
      [
        'Checker probe-1 has lost its network',
        '200 monitors cannot be checked from eu: their status is unknown, and no outages are reported.',
      ],
      ['Checker probe-1 is back online', 'It had no network for 1 min. 200 monitors are being checked again.'],
    ]);
  });

  it('is reported after its end, if that is what comes first, and again the next time', async () => {
    const channelId = await world.createChannel(webhook());
    await back(60);
    const once = ['network-lost delivered', 'network-back delivered'];
    await world.waitForDeliveries(channelId, once);
    await world.bus.publish(checkerNetworkLostV1, loss(-1));
    await world.waitForDeliveries(channelId, [...once, 'network-lost delivered']);
    expect(receiver.requests.map(({ json }) => json['kind'])).toEqual(['network-lost', 'network-back', 'network-lost']);
  });

  it('goes to every channel that wants such news, in no digest, and to no other', async () => {
    const scoped = await world.createChannel(webhook(), { allMonitors: false, tags: ['shop'], stormThreshold: 1 });
    const other = await world.createChannel(webhook(), { events: ['down', 'recovered'] });
    await lost(10, 'a');
    await lost(10, 'b');
    await lost(10, 'c');
    await world.waitForDeliveries(scoped, Array<string>(3).fill('network-lost delivered'));
    expect(await world.deliveries(other)).toEqual([]);
  });

  it('opens an incident and closes it', async () => {
    await world.createChannel({ type: 'pagerduty', apiUrl: receiver.url, routingKey: 'R0' });
    await lost(60);
    await back(60);
    await waitFor(() => receiver.requests.length === 2, { what: 'two events' });
    expect(receiver.requests.map(({ json }) => [json['event_action'], json['dedup_key']])).toEqual([
      ['trigger', 'wakeful-network-eu-probe-1'],
      ['resolve', 'wakeful-network-eu-probe-1'],
    ]);
  });
});

describe('a monitor that is not checked', () => {
  const MINUTE_MS = 60_000;

  /** Looks every 10 s for so long, as the job does. */
  async function watchFor(minutes: number): Promise<void> {
    const watch = new UncheckedWatch(world.dataSource, notifier.app.get(AcceptEvent));
    for (let ms = -minutes * MINUTE_MS; ms <= 0; ms += 10_000) await watch.execute(Date.now() + ms);
  }
  const knownUntil = (minutesAgo: number) =>
    world.dataSource.query(
      `UPDATE monitor_state SET known_until = now() - make_interval(mins => $1), since = now() - interval '1 day'`,
      [minutesAgo],
    );

  it('is reported after five intervals, once, and when it is checked again', async () => {
    const channelId = await world.createChannel(webhook());
    const monitor = await world.createMonitor();
    await knownUntil(4);
    await watchFor(6);
    expect(await world.deliveries(channelId)).toEqual([]);
    await knownUntil(7);
    await watchFor(6);
    await watchFor(6);
    await world.waitForDeliveries(channelId, ['unchecked delivered']);
    await knownUntil(-1);
    await watchFor(1);
    await world.waitForDeliveries(channelId, ['unchecked delivered', 'checked delivered']);
    expect(receiver.requests.map(({ json }) => [json['title'], json['monitorId']])).toEqual([
      ['Page 1 is not being checked', monitor.id],
      ['Page 1 is being checked again', monitor.id],
    ]);
    expect(receiver.requests[0]!.json['summary']).toMatch(/^There has been no conclusive check for 7 min/);
  });

  it('is not told right after a standstill of everything, nor where a checker lost its network, nor when it is paused', async () => {
    const channelId = await world.createChannel(webhook());
    await world.createMonitor();
    await knownUntil(60);
    await watchFor(4);
    expect(await world.deliveries(channelId)).toEqual([]);
    await world.bus.publish(checkerNetworkLostV1, { ...loss(600), location: 'default' });
    await world.waitForDeliveries(channelId, ['network-lost delivered']);
    await watchFor(6);
    await world.waitForDeliveries(channelId, ['network-lost delivered']);
    await world.bus.publish(checkerNetworkBackV1, { ...loss(600), location: 'default', at: at(0) });
    await world.waitForDeliveries(channelId, ['network-lost delivered', 'network-back delivered']);
    await world.dataSource.query('UPDATE monitors SET enabled = false');
    await watchFor(6);
    await world.waitForDeliveries(channelId, ['network-lost delivered', 'network-back delivered']);
  });
});
