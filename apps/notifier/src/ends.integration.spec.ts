import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MonitoringChangedV1, monitoringChangedV1, statusChangedV1 } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { CloseIncidents } from './channel-close/close-incidents.js';
import { SendTest } from './channel-test/send-test.js';
import { Watch } from './jobs/watch.js';
import { startTestNotifier, type TestMonitor, type TestNotifier, type TestWorld } from './notifier.fixture.js';
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
  receiver = await HttpReceiver.start();
});
afterEach(async () => {
  await world.dataSource.query('DELETE FROM notification_channels; DELETE FROM alert_events; DELETE FROM monitors');
  await receiver[Symbol.asyncDispose]();
});

const receivers = {
  pagerduty: () => ({ type: 'pagerduty', apiUrl: receiver.url, routingKey: 'R0' }),
  opsgenie: () => ({ type: 'opsgenie', apiUrl: receiver.url, apiKey: 'K0' }),
} as const;
const types = Object.keys(receivers) as (keyof typeof receivers)[];

/** What a receiver was asked to do, as in `open wakeful-m1`. */
const actions = (): string[] =>
  receiver.requests.map(({ path, json }) => {
    if (path.startsWith('/v2/alerts/')) return `close ${/alerts\/([^/]+)\/close/.exec(path)?.[1]}`;
    if (path === '/v2/alerts') return `open ${String(json['alias'])}`;
    return `${json['event_action'] === 'resolve' ? 'close' : 'open'} ${String(json['dedup_key'])}`;
  });

/** What the gateway stores and says when a person changes a monitor. */
async function change({ id, name, url }: TestMonitor, what: MonitoringChangedV1['change']): Promise<void> {
  if (what === 'deleted') await world.dataSource.query('DELETE FROM monitors WHERE id = $1', [id]);
  else await world.dataSource.query('UPDATE monitors SET enabled = $2 WHERE id = $1', [id, what === 'enabled']);
  const at = new Date().toISOString();
  await world.bus.publish(monitoringChangedV1, { monitorId: id, name, url, tags: [], change: what, at });
}

describe.each(types)('an incident at %s', (type) => {
  it.each(['deleted', 'disabled'] as const)('is closed, with one message, when its monitor is %s', async (what) => {
    const channelId = await world.createChannel(receivers[type]());
    const monitor = await world.createMonitor();
    await world.goDown(monitor);
    await world.waitForDeliveries(channelId, ['down delivered']);
    await change(monitor, what);
    await world.waitForDeliveries(channelId, ['down delivered', 'monitoring delivered']);
    expect(actions()).toEqual([`open wakeful-${monitor.id}`, `close wakeful-${monitor.id}`]);
  });

  it('is closed, with one message, when its monitor is taken off the channel', async () => {
    const monitor = await world.createMonitor();
    const channelId = await world.createChannel(receivers[type](), { allMonitors: false, monitorIds: [monitor.id] });
    await world.goDown(monitor);
    await world.waitForDeliveries(channelId, ['down delivered']);
    await world.dataSource.query(`UPDATE notification_channels SET monitor_ids = '{}' WHERE id = $1`, [channelId]);
    for (let look = 0; look < 2; look++) await notifier.app.get(Watch).run();
    await world.waitForDeliveries(channelId, ['down delivered', 'monitoring delivered']);
    expect(actions()).toEqual([`open wakeful-${monitor.id}`, `close wakeful-${monitor.id}`]);
  });

  it('is closed, with one message, when the channel is switched off', async () => {
    const monitor = await world.createMonitor();
    const channelId = await world.createChannel(receivers[type]());
    await world.goDown(monitor);
    await world.waitForDeliveries(channelId, ['down delivered']);
    await world.dataSource.query('UPDATE notification_channels SET enabled = false WHERE id = $1', [channelId]);
    for (let look = 0; look < 2; look++) await notifier.app.get(Watch).run();
    await world.waitForDeliveries(channelId, ['down delivered', 'monitoring delivered']);
    expect(actions()).toEqual([`open wakeful-${monitor.id}`, `close wakeful-${monitor.id}`]);
  });

  it('is closed when the channel wants no more such messages, and what it still wants stays open', async () => {
    const monitor = await world.createMonitor();
    const channelId = await world.createChannel(receivers[type](), { events: ['down', 'degraded'] });
    await world.goDown(monitor);
    await world.waitForDeliveries(channelId, ['down delivered']);
    const { id: monitorId, name, url } = monitor;
    const at = new Date().toISOString();
    const turn = { monitorId, name, url, from: 'up', to: 'degraded', at, reason: null, detail: '' } as const;
    await world.bus.publish(statusChangedV1, turn);
    await world.waitForDeliveries(channelId, ['down delivered', 'degraded delivered']);
    await world.dataSource.query(`UPDATE notification_channels SET events = '{degraded}' WHERE id = $1`, [channelId]);
    for (let look = 0; look < 2; look++) await notifier.app.get(Watch).run();
    await world.waitForDeliveries(channelId, ['down delivered', 'degraded delivered', 'monitoring delivered']);
    await world.dataSource.query(`UPDATE notification_channels SET enabled = false WHERE id = $1`, [channelId]);
    for (let look = 0; look < 2; look++) await notifier.app.get(Watch).run();
    const all = ['down delivered', 'degraded delivered', 'monitoring delivered', 'monitoring delivered'];
    await world.waitForDeliveries(channelId, all);
    expect(actions()).toEqual([
      `open wakeful-${monitor.id}`,
      `open wakeful-${monitor.id}-degraded`,
      `close wakeful-${monitor.id}`,
      `close wakeful-${monitor.id}-degraded`,
    ]);
  });

  it('is closed before its channel is deleted, or it is said what is left open and why', async () => {
    const [sick, well] = await world.createMonitors(2);
    const channelId = await world.createChannel(receivers[type]());
    await world.goDown(sick!);
    const window = await world.goDown(well!);
    await world.waitForDeliveries(channelId, ['down delivered', 'down delivered']);
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down delivered', 'down delivered', 'recovered delivered']);
    const before = receiver.requests.length;
    const close = () => notifier.app.get(CloseIncidents).execute(channelId);
    receiver.respond = (response) => void response.writeHead(403).end('wrong key');
    expect(await close()).toEqual({ openIncidents: 1, answer: expect.stringContaining('403') });
    receiver.respond = (response) => void response.writeHead(202).end('{}');
    expect(await close()).toEqual({ openIncidents: 0, answer: '' });
    expect(actions().slice(before)).toEqual([`close wakeful-${sick!.id}`, `close wakeful-${sick!.id}`]);
    const messages = await world.createChannel({ type: 'webhook', url: receiver.url });
    expect(await notifier.app.get(CloseIncidents).execute(messages)).toEqual({ openIncidents: 0, answer: '' });
  });

  it('is closed at its recovery, although the channel asked only for outages', async () => {
    const channelId = await world.createChannel(receivers[type](), { events: ['down'] });
    const window = await world.goDown(await world.createMonitor());
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
  });

  it('that is a test is opened and closed', async () => {
    const channelId = await world.createChannel(receivers[type]());
    const reply = await notifier.app.get(SendTest).execute(channelId);
    expect(reply).toMatchObject({ isDelivered: true, status: 200 });
    await world.waitForDeliveries(channelId, ['test delivered']);
    expect(actions()).toEqual([`open wakeful-test-${channelId}`, `close wakeful-test-${channelId}`]);
  });
});

describe('the end of monitoring', () => {
  const webhook = (rest: object = {}) => world.createChannel({ type: 'webhook', url: receiver.url }, rest);

  it('of a storm closes the incident that stands for it, when the last of its monitors is gone', async () => {
    const channelId = await world.createChannel(receivers.pagerduty(), {
      stormThreshold: 1,
      waitForDiagnosisSeconds: 60,
    });
    const monitors = await world.createMonitors(2);
    for (const monitor of monitors) await world.goDown(monitor);
    await world.waitForDeliveries(channelId, ['down merged', 'down merged', 'digest pending']);
    await world.passTime(channelId, 12);
    await world.waitForDeliveries(channelId, ['down merged', 'down merged', 'digest delivered']);
    for (const monitor of monitors) {
      await change(monitor, 'disabled');
      await waitFor(() => actions().includes(`close wakeful-${monitor.id}`), { what: 'its end' });
    }
    await waitFor(() => actions().includes(`close wakeful-storm-${channelId}`), { what: 'the end of the storm' });
    expect(actions().filter((action) => action.includes('storm'))).toEqual([
      `open wakeful-storm-${channelId}`,
      `close wakeful-storm-${channelId}`,
    ]);
  });

  it('is reported where an outage was, and elsewhere only where they asked for it', async () => {
    const usual = await webhook();
    const curious = await webhook({ events: ['monitoring'] });
    const [well, sick] = await world.createMonitors(2);
    await world.goDown(sick!);
    await world.waitForDeliveries(usual, ['down delivered']);
    await change(well!, 'disabled');
    await world.waitForDeliveries(curious, ['monitoring delivered']);
    await change(sick!, 'disabled');
    await world.waitForDeliveries(curious, ['monitoring delivered', 'monitoring delivered']);
    await world.waitForDeliveries(usual, ['down delivered', 'monitoring delivered']);
    const titles = receiver.requests.map(({ json }) => json['title']);
    expect(titles.toSorted()).toEqual([
      'Monitoring of Page 1 has ended',
      'Monitoring of Page 2 has ended',
      'Page 2 is down',
      'Page 2 was paused while it was down',
    ]);
  });

  it.each(['deleted', 'disabled'] as const)('leaves out what waits about a monitor that was %s', async (what) => {
    receiver.respond = (response) => void response.writeHead(503).end();
    const failing = await webhook();
    const patient = await webhook({ waitForDiagnosisSeconds: 60 });
    const monitor = await world.createMonitor();
    await world.goDown(monitor);
    await world.waitForDeliveries(failing, ['down retrying']);
    await world.waitForDeliveries(patient, ['down pending']);
    receiver.respond = (response) => void response.writeHead(200).end();
    const before = receiver.requests.length;
    await change(monitor, what);
    await world.waitForDeliveries(patient, ['down muted', 'monitoring muted']);
    const [row] = await world.deliveries(patient);
    expect(row).toMatchObject({
      muted_by: 'gone',
      detail: what === 'deleted' ? 'The monitor was deleted.' : 'The monitor is paused.',
    });
    // It may have come through although the answer was no, so its end is reported there.
    await world.passTime(failing, 1);
    await world.waitForDeliveries(failing, ['down muted', 'monitoring delivered']);
    expect(receiver.requests.length - before).toBe(1);
  });

  it('of a parent mutes no one, nor does one that no one checks', async () => {
    const channelId = await webhook({ stormThreshold: 100 });
    const parents = await world.createMonitors(2);
    const [paused, forgotten] = parents;
    for (const parent of parents) await world.goDown(parent);
    await world.waitForDeliveries(channelId, ['down delivered', 'down delivered']);
    const told = ['down delivered', 'down delivered'];
    const muted = await world.createMonitor({ parentId: paused!.id });
    await world.goDown(muted);
    await world.waitForDeliveries(channelId, (told.push('down muted'), told));
    await world.dataSource.query('UPDATE monitors SET enabled = false WHERE id = $1', [paused!.id]);
    await world.dataSource.query(
      `UPDATE monitor_state SET last_slot_at = now() - interval '1 hour' WHERE monitor_id = $1`,
      [forgotten!.id],
    );
    for (const parent of parents) {
      await world.goDown(await world.createMonitor({ parentId: parent.id }));
      await world.waitForDeliveries(channelId, (told.push('down delivered'), told));
    }
  });
});

describe('news', () => {
  it('is an outage that was found late, however long ago it began, and its end', async () => {
    const channelId = await world.createChannel({ type: 'webhook', url: receiver.url });
    const monitor = await world.createMonitor();
    const window = await world.goDown(monitor, { secondsAgo: 3 * 86_400, isTold: false });
    await world.dataSource.query('UPDATE downtime_windows SET opened_at = now() WHERE id = $1', [window.windowId]);
    await world.tellDown(window);
    await world.waitForDeliveries(channelId, ['down delivered']);
    // Its end was two days ago as well: a check that is rare confirms it late.
    await world.comeUp(window, { secondsAgo: 2 * 86_400 });
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
  });

  it('is not an outage that no one heard of and that opened two days ago', async () => {
    const channelId = await world.createChannel({ type: 'webhook', url: receiver.url });
    const old = await world.goDown(await world.createMonitor(), { secondsAgo: 2 * 86_400 });
    await world.goDown(await world.createMonitor());
    await world.waitForDeliveries(channelId, ['down delivered']);
    await world.comeUp(old);
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
  });
});
