import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { monitoringChangedV1 } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { Watch } from './jobs/watch.js';
import {
  startTestNotifier,
  type TestMonitor,
  type TestNotifier,
  type TestWindow,
  type TestWorld,
} from './notifier.fixture.js';
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
  await world.dataSource.query('DELETE FROM notification_channels; DELETE FROM incidents; DELETE FROM monitors');
  await receiver[Symbol.asyncDispose]();
});

const webhook = () => ({ type: 'webhook', url: `${receiver.url}/hook` });
const pager = () => ({ type: 'pagerduty', apiUrl: receiver.url, routingKey: 'R0' });
const messages = () => receiver.requests.map(({ json }) => json);
const titles = (): unknown[] => messages().map(({ title }) => title);
/** What became of the deliveries to a channel, as in `down delivered`, however they are ordered. */
const states = async (channelId: string): Promise<string[]> =>
  (await world.deliveries(channelId)).map(({ kind, state }) => `${kind} ${state}`).toSorted();
async function until(channelId: string, wanted: readonly string[]): Promise<void> {
  let seen: string[] = [];
  try {
    await waitFor(async () => (seen = await states(channelId)).join() === wanted.toSorted().join(), {
      what: wanted.join(', '),
      timeoutMs: 20_000,
    });
  } catch (error) {
    throw new Error(`there are ${seen.join(', ')}; wanted are ${wanted.join(', ')}`, { cause: error });
  }
}

/** Monitors of one dead host that go down within the time for which a message waits. */
async function goDownTogether(count: number, incidentId: string): Promise<TestWindow[]> {
  const windows: TestWindow[] = [];
  for (const monitor of await world.createMonitors(count)) windows.push(await world.goDown(monitor, { incidentId }));
  return windows;
}

/** What waits for its time need not wait any longer. */
const hurry = (channelId: string) =>
  world.dataSource.query(`UPDATE deliveries SET next_try_at = now() WHERE channel_id = $1 AND state = 'pending'`, [
    channelId,
  ]);

/** A monitor that was well at an address. */
async function createWellAt(address: string): Promise<TestMonitor> {
  const monitor = await world.createMonitor();
  await world.dataSource.query('INSERT INTO monitor_baselines (monitor_id, good_check) VALUES ($1, $2)', [
    monitor.id,
    { addresses: [address], httpStatus: 200, finalUrl: null, certificate: null },
  ]);
  return monitor;
}

describe('an incident', () => {
  it('of three monitors is one alert that names its scope, and one end when the last of them is up', async () => {
    const channelId = await world.createChannel(webhook(), { waitForDiagnosisSeconds: 60 });
    const incidentId = await world.createIncident('192.0.2.8');
    await createWellAt('192.0.2.8');
    const [first, second, third] = await goDownTogether(3, incidentId);
    const down = ['down delivered', 'down merged', 'down merged'];
    await until(channelId, ['down merged', 'down merged', 'down pending']);
    await hurry(channelId);
    await until(channelId, down);
    expect(messages()).toMatchObject([
      {
        title: '3 monitors on 192.0.2.8 are down',
        incidentId,
        incidentUrl: `https://status.example/incidents/${incidentId}`,
        facts: expect.arrayContaining([
          { name: 'Scope', value: '3 monitors on 192.0.2.8; 1 other there is fine' },
          { name: 'Monitors', value: 'Page 1, Page 2, Page 3' },
        ]) as unknown,
      },
    ]);
    await world.comeUp(first!);
    await world.comeUp(third!);
    await until(channelId, [...down, 'recovered merged', 'recovered merged']);
    await world.comeUp(second!);
    await until(channelId, [...down, 'recovered delivered', 'recovered merged', 'recovered merged']);
    expect(titles()).toEqual(['3 monitors on 192.0.2.8 are down', '3 monitors on 192.0.2.8 have recovered']);
  });

  it('is one incident at PagerDuty, open until the last of them is up, and not opened again by what is told late', async () => {
    const channelId = await world.createChannel(pager());
    const incidentId = await world.createIncident();
    const [first] = await goDownTogether(1, incidentId);
    await until(channelId, ['down delivered']);
    const [second] = await goDownTogether(1, incidentId);
    await until(channelId, ['down delivered', 'down merged', 'update pending']);
    await world.comeUp(second!);
    await world.comeUp(first!);
    await until(channelId, [
      'down delivered',
      'down merged',
      'recovered delivered',
      'recovered merged',
      'update muted',
    ]);
    const key = `wakeful-incident-${incidentId}`;
    expect(messages().map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
      ['trigger', key],
      ['resolve', key],
    ]);
  });

  it('tells in its thread who went down after its alert, once', async () => {
    const channelId = await world.createChannel(webhook());
    const incidentId = await world.createIncident();
    await goDownTogether(1, incidentId);
    await until(channelId, ['down delivered']);
    await goDownTogether(2, incidentId);
    await until(channelId, ['down delivered', 'down merged', 'down merged', 'update pending']);
    await world.passTime(channelId, 1);
    await until(channelId, ['down delivered', 'down merged', 'down merged', 'update delivered']);
    expect(messages()[1]).toMatchObject({
      kind: 'update',
      title: 'Update: 3 monitors on 192.0.2.8 are down',
      summary: '2 more monitors down: Page 1, Page 2.',
    });
  });

  it('tells a second time when a browser found out more than the alert said, and only then', async () => {
    const channelId = await world.createChannel(webhook());
    const incidentId = await world.createIncident();
    const [window] = await goDownTogether(1, incidentId);
    await world.dataSource.query(`UPDATE downtime_windows SET suggested_root_cause = 'HTTP 503 from nginx'`);
    await until(channelId, ['down delivered']);
    await world.diagnose(window!, 'The database of the shop refuses connections');
    await until(channelId, ['down delivered', 'update delivered']);
    expect(messages()[1]).toMatchObject({
      kind: 'update',
      title: 'Update: Page 1 is down',
      summary: 'The database of the shop refuses connections.',
      diagnosis: 'The database of the shop refuses connections',
    });
    // What was told is not told again: a second outage is, after more than one round of the job.
    const other = await world.createIncident();
    const [second] = await goDownTogether(1, other);
    await until(channelId, ['down delivered', 'down delivered', 'update delivered']);
    await world.diagnose(second!, 'Its certificate expired');
    await until(channelId, ['down delivered', 'down delivered', 'update delivered', 'update delivered']);
  });

  it('is told by its next monitor when its first one was paused meanwhile', async () => {
    const channelId = await world.createChannel(webhook(), { waitForDiagnosisSeconds: 60 });
    const incidentId = await world.createIncident();
    const [first] = await goDownTogether(3, incidentId);
    await until(channelId, ['down merged', 'down merged', 'down pending']);
    await world.dataSource.query('UPDATE monitors SET enabled = false WHERE id = $1', [first!.monitor.id]);
    await hurry(channelId);
    await until(channelId, ['down delivered', 'down merged', 'down muted']);
    expect(titles()).toEqual(['2 monitors on 192.0.2.8 are down']);
  });

  it('ends for the others when its last monitor is paused', async () => {
    const channelId = await world.createChannel(webhook(), { waitForDiagnosisSeconds: 60 });
    const incidentId = await world.createIncident();
    const [first, second] = await goDownTogether(2, incidentId);
    await until(channelId, ['down merged', 'down pending']);
    await hurry(channelId);
    await until(channelId, ['down delivered', 'down merged']);
    await world.comeUp(first!);
    await until(channelId, ['down delivered', 'down merged', 'recovered merged']);
    const { id: monitorId, name, url } = second!.monitor;
    await world.dataSource.query('UPDATE monitors SET enabled = false WHERE id = $1', [monitorId]);
    await world.dataSource.query(`UPDATE downtime_windows SET ended_at = now(), ended_by = 'paused' WHERE id = $1`, [
      second!.windowId,
    ]);
    const at = new Date().toISOString();
    await world.bus.publish(monitoringChangedV1, { monitorId, name, url, tags: [], change: 'disabled', at });
    await until(channelId, ['down delivered', 'down merged', 'monitoring delivered', 'recovered delivered']);
    const end = messages().find(({ kind }) => kind === 'recovered');
    expect(end).toMatchObject({ title: 'Page 1 has recovered', windowIds: [first!.windowId] });
  });

  it('is reminded of once, and no more when it was acknowledged', async () => {
    const channelId = await world.createChannel(webhook(), { reminderMinutes: 10, waitForDiagnosisSeconds: 60 });
    const incidentId = await world.createIncident();
    await goDownTogether(2, incidentId);
    const down = ['down delivered', 'down merged'];
    await until(channelId, ['down merged', 'down pending']);
    await hurry(channelId);
    await until(channelId, down);
    await world.passTime(channelId, 11);
    await notifier.app.get(Watch).run();
    await until(channelId, [...down, 'reminder delivered']);
    expect(titles()[1]).toMatch(/^2 monitors on 192\.0\.2\.8 have been down for /);
    await world.dataSource.query(`UPDATE incidents SET acknowledged_at = now(), acknowledged_by = 'Kim'`);
    await world.passTime(channelId, 11);
    await notifier.app.get(Watch).run();
    expect(await states(channelId)).toEqual([...down, 'reminder delivered'].toSorted());
  });
});
