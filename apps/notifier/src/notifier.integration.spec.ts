import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, monitoringChangedV1, statusChangedV1 } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { Housekeeping } from './jobs/housekeeping.js';
import { Watch } from './jobs/watch.js';
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
  receiver = await HttpReceiver.start();
});
afterEach(async () => {
  await world.dataSource.query('DELETE FROM notification_channels');
  await receiver[Symbol.asyncDispose]();
});

const webhook = () => ({ type: 'webhook', url: `${receiver.url}/hook` });
const titles = (): unknown[] => receiver.requests.map(({ json }) => json['title']);

describe('what is sent', () => {
  it('an outage and its end, with why, how long and how available', async () => {
    const channelId = await world.createChannel(webhook());
    const monitor = await world.createWatchedMonitor();
    const window = await world.goDown(monitor, { secondsAgo: 720 });
    await world.waitForDeliveries(channelId, ['down delivered']);
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
    const [down, recovered] = receiver.requests.map(({ json }) => json);
    expect(down).toMatchObject({
      title: 'Page 1 is down',
      monitorUrl: monitor.url,
      reason: 'http_status',
      detail: 'The page answered 503, expected was 2xx.',
      startedAt: window.startedAt,
      windowUrl: `https://status.example/downtime/${window.windowId}`,
      monitorPageUrl: `https://status.example/monitors/${monitor.id}`,
    });
    expect(recovered).toMatchObject({ title: 'Page 1 has recovered' });
    expect(recovered!['durationSeconds']).toBeCloseTo(720, -1);
    expect(recovered!['availability24h']).toBeCloseTo(0.9, 2);
    expect(recovered!['summary']).toMatch(/^Down for 12 min( 1 s)?\.$/);
  });

  it('one message for an event that comes twice, and the end after the beginning whatever comes first', async () => {
    const channelId = await world.createChannel(webhook());
    const monitor = await world.createMonitor();
    const window = await world.goDown(monitor, { isTold: false });
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
    await world.comeUp(window);
    const other = await world.goDown(await world.createMonitor());
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered', 'down delivered']);
    expect(receiver.requests.map(({ json }) => json['windowId'])).toEqual([
      window.windowId,
      window.windowId,
      other.windowId,
    ]);
  });

  it('what is slow, and what is no longer; started and ended only where it is wanted', async () => {
    const channelId = await world.createChannel(webhook(), { events: ['degraded', 'monitoring'] });
    const usualId = await world.createChannel(webhook());
    const { id: monitorId, name, url } = await world.createMonitor();
    const change = { monitorId, name, url, reason: null, detail: 'It took 3 s.' } as const;
    const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
    await world.bus.publish(statusChangedV1, { ...change, from: 'up', to: 'degraded', at: at(0) });
    await world.waitForDeliveries(channelId, ['degraded delivered']);
    await world.bus.publish(statusChangedV1, { ...change, from: 'degraded', to: 'up', at: at(1) });
    await world.waitForDeliveries(channelId, ['degraded delivered', 'restored delivered']);
    await world.dataSource.query('DELETE FROM monitors WHERE id = $1', [monitorId]);
    await world.bus.publish(monitoringChangedV1, { monitorId, name, url, tags: [], change: 'deleted', at: at(2) });
    await world.waitForDeliveries(channelId, ['degraded delivered', 'restored delivered', 'monitoring delivered']);
    expect(titles()).toContain('Monitoring of Page 1 has ended');
    await world.waitForDeliveries(usualId, ['degraded delivered', 'restored delivered']);
  });

  it('to the channels that are attached to the monitor, to one of its tags, or to all', async () => {
    const monitor = await world.createMonitor({ tags: ['eu', 'shop'] });
    const other = await world.createMonitor();
    const attached = [{ monitorIds: [monitor.id] }, { tags: ['shop'] }, { tags: ['us', 'eu'] }];
    const ids = await Promise.all(
      attached.map((rest) => world.createChannel(webhook(), { allMonitors: false, ...rest })),
    );
    const elsewhere = await world.createChannel(webhook(), { allMonitors: false, monitorIds: [other.id] });
    const switchedOff = await world.createChannel(webhook(), { enabled: false });
    await world.goDown(monitor);
    for (const id of ids) await world.waitForDeliveries(id, ['down delivered']);
    expect([await world.deliveries(elsewhere), await world.deliveries(switchedOff)]).toEqual([[], []]);
  });

  it('nothing to a channel of what was long before it', async () => {
    const old = await world.createChannel(webhook());
    const fresh = await world.createChannel(webhook());
    await world.dataSource.query('UPDATE notification_channels SET created_at = now() WHERE id = $1', [fresh]);
    await world.goDown(await world.createMonitor(), { secondsAgo: 3_600 });
    await world.waitForDeliveries(old, ['down delivered']);
    expect(await world.deliveries(fresh)).toEqual([]);
  });

  it('each threshold of a certificate once, whoever looks how often', async () => {
    const channelId = await world.createChannel(webhook());
    const { id } = await world.createMonitor();
    const expiresMs = Date.now() + 29 * DAY_MS;
    await world.dataSource.query('UPDATE monitor_state SET certificate_expires_at = $2 WHERE monitor_id = $1', [
      id,
      new Date(expiresMs),
    ]);
    const job = notifier.app.get(Housekeeping);
    for (const daysBefore of [29, 28, 20, 14, 13.5, 7, 2, 0.9, 0.5]) {
      // Each look ages what it finds, so that they do not make a storm.
      await world.passTime(channelId, 5);
      for (let look = 0; look < 2; look++) await job.run(expiresMs - daysBefore * DAY_MS);
    }
    const rows = await world.waitForDeliveries(channelId, Array<string>(5).fill('certificate delivered'));
    expect(rows.map(({ monitor_id }) => monitor_id)).toEqual(Array(5).fill(id));
    const left = await world.dataSource.query<{ days: number }[]>(
      `SELECT (facts->>'thresholdDays')::int AS days FROM alert_events WHERE kind = 'certificate' ORDER BY 1`,
    );
    expect(left.map(({ days }) => days)).toEqual([1, 3, 7, 14, 30]);
    await world.dataSource.query('DELETE FROM monitors WHERE id = $1', [id]);
  });

  it('reminders while it is down, and none after', async () => {
    const channelId = await world.createChannel(webhook(), { reminderMinutes: 10 });
    const window = await world.goDown(await world.createMonitor());
    await world.waitForDeliveries(channelId, ['down delivered']);
    const job = notifier.app.get(Watch);
    await job.run();
    await world.passTime(channelId, 25);
    await Promise.all([job.run(), job.run()]);
    await world.waitForDeliveries(channelId, ['down delivered', 'reminder delivered']);
    await world.passTime(channelId, 10);
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down delivered', 'reminder delivered', 'recovered delivered']);
    await job.run();
    expect(await world.deliveries(channelId)).toHaveLength(3);
    expect(titles()[1]).toMatch(/^Page 1 has been down for \d+ s$/);
  });

  it('outages of which NATS lost the message', async () => {
    const channelId = await world.createChannel(webhook());
    const window = await world.goDown(await world.createMonitor(), { secondsAgo: 600, isTold: false });
    await notifier.app.get(Watch).run();
    await world.waitForDeliveries(channelId, ['down delivered']);
    await world.comeUp(window, { isTold: false });
    await world.dataSource.query(`UPDATE downtime_windows SET ended_at = now() - interval '6 minutes' WHERE id = $1`, [
      window.windowId,
    ]);
    await notifier.app.get(Watch).run();
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
  });

  it('the message of an outage later, if it may wait for a diagnosis, but not later than its end', async () => {
    const channelId = await world.createChannel(webhook(), { waitForDiagnosisSeconds: 60 });
    const window = await world.goDown(await world.createMonitor());
    const [row] = await world.waitForDeliveries(channelId, ['down pending']);
    expect(row!.next_try_at!.getTime() - Date.now()).toBeGreaterThan(50_000);
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
    expect(titles()).toEqual(['Page 1 is down', 'Page 1 has recovered']);
  });

  it('the message of an outage as soon as a browser has been there, with what it found', async () => {
    const channelId = await world.createChannel(webhook(), { waitForDiagnosisSeconds: 60 });
    const window = await world.goDown(await world.createMonitor());
    await world.waitForDeliveries(channelId, ['down pending']);
    const sessionId = await world.diagnose(window, 'Main document 503 from 127.0.0.1 in 12 ms');
    await world.waitForDeliveries(channelId, ['down delivered']);
    const body = JSON.stringify(receiver.requests.at(-1));
    expect(body).toContain('Main document 503 from 127.0.0.1 in 12 ms');
    expect(body).toContain(`/debug-sessions/${sessionId}/artifacts/screenshot`);
  });
});

describe('incidents', () => {
  it('of a storm are one, which its last recovery closes', async () => {
    const settings = { type: 'pagerduty', apiUrl: receiver.url, routingKey: 'R0' };
    const channelId = await world.createChannel(settings, {
      stormThreshold: 1,
      reminderMinutes: 10,
      waitForDiagnosisSeconds: 60,
    });
    const windows = [await world.goDown(await world.createMonitor()), await world.goDown(await world.createMonitor())];
    const told = ['down merged', 'down merged', 'digest delivered'];
    await world.waitForDeliveries(channelId, ['down merged', 'down merged', 'digest pending']);
    await world.passTime(channelId, 12);
    await world.waitForDeliveries(channelId, told);
    // One reminder at a time, or they would be a storm themselves.
    await world.dataSource.query('UPDATE monitors SET enabled = false WHERE id = $1', [windows[1]!.monitor.id]);
    await notifier.app.get(Watch).run();
    told.push('reminder delivered');
    await world.waitForDeliveries(channelId, told);
    await world.dataSource.query('UPDATE monitors SET enabled = true WHERE id = $1', [windows[1]!.monitor.id]);
    for (const window of windows) {
      await world.passTime(channelId, 5);
      await world.comeUp(window);
      told.push('recovered delivered');
      await world.waitForDeliveries(channelId, told);
    }
    const storm = receiver.requests.filter(({ json }) => json['dedup_key'] === `wakeful-storm-${channelId}`);
    expect(storm.map(({ json }) => json['event_action'])).toEqual(['trigger', 'trigger', 'resolve']);
  });
});

describe('what is not sent', () => {
  const job = (): Watch => notifier.app.get(Watch);

  async function underMaintenance(monitorId: string): Promise<string> {
    const [row] = await world.dataSource.query<{ id: string }[]>(
      `INSERT INTO maintenance_windows (id, name, description, all_monitors, monitor_ids, tags, starts_at, ends_at)
       VALUES (gen_random_uuid(), 'Updates', '', false, ARRAY[$1::uuid], '{}', now(), now() + interval '1 hour') RETURNING id`,
      [monitorId],
    );
    await world.dataSource.query(
      `INSERT INTO maintenance_occurrences VALUES ($1, now() - interval '1 minute', now() + interval '1 hour')`,
      [row!.id],
    );
    return row!.id;
  }
  const endMaintenance = (id: string) =>
    world.dataSource.query('UPDATE maintenance_occurrences SET until_at = now() WHERE window_id = $1', [id]);

  it('an outage under maintenance, nor its end', async () => {
    const channelId = await world.createChannel(webhook());
    const monitor = await world.createMonitor();
    const maintenanceId = await underMaintenance(monitor.id);
    const window = await world.goDown(monitor);
    const [row] = await world.waitForDeliveries(channelId, ['down muted']);
    expect(row).toMatchObject({ muted_by: 'maintenance', detail: 'Maintenance window: Updates.' });
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down muted', 'recovered muted']);
    await endMaintenance(maintenanceId);
    await job().run();
    expect(receiver.requests).toEqual([]);
  });

  it('but an outage that outlasts the maintenance is', async () => {
    const channelId = await world.createChannel(webhook());
    const monitor = await world.createMonitor();
    const maintenanceId = await underMaintenance(monitor.id);
    const window = await world.goDown(monitor);
    await world.waitForDeliveries(channelId, ['down muted']);
    await job().run();
    await endMaintenance(maintenanceId);
    await job().run();
    await world.waitForDeliveries(channelId, ['down delivered']);
    await world.comeUp(window);
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
  });

  it('an outage below a page that is down; one that outlasts it is', async () => {
    const channelId = await world.createChannel(webhook());
    const grandparent = await world.createMonitor();
    const parent = await world.createMonitor({ parentId: grandparent.id });
    const [child, sick] = await world.createMonitors(2, { parentId: parent.id });
    const above = await world.goDown(grandparent);
    await world.waitForDeliveries(channelId, ['down delivered']);
    const short = await world.goDown(child!);
    await world.waitForDeliveries(channelId, ['down delivered', 'down muted']);
    await world.goDown(sick!);
    const rows = await world.waitForDeliveries(channelId, ['down delivered', 'down muted', 'down muted']);
    expect(rows[1]).toMatchObject({ muted_by: 'parent', detail: 'Parent monitor is down: Page 1.' });
    await world.comeUp(above);
    await job().run();
    // No one has looked at them since: they may be up by now.
    const told = ['down delivered', 'down muted', 'down muted', 'recovered delivered'];
    await world.waitForDeliveries(channelId, told);
    await world.comeUp(short);
    await world.waitForDeliveries(channelId, [...told, 'recovered muted']);
    await world.dataSource.query(`UPDATE monitor_state SET last_slot_at = now() + interval '1 second'`);
    await job().run();
    await world.waitForDeliveries(channelId, [
      'down delivered',
      'down muted',
      'down delivered',
      'recovered delivered',
      'recovered muted',
    ]);
  });

  it('an outage whose parent turned out to be down while the message waited', async () => {
    const channelId = await world.createChannel(webhook(), { waitForDiagnosisSeconds: 5 });
    const parent = await world.createMonitor();
    const child = await world.createMonitor({ parentId: parent.id });
    await world.goDown(child);
    await world.waitForDeliveries(channelId, ['down pending']);
    await world.goDown(parent);
    await world.waitForDeliveries(channelId, ['down muted', 'down delivered']);
  });

  it('every change of a page that flaps: that it does, and once it is calm', async () => {
    const channelId = await world.createChannel(webhook());
    const monitor = await world.createMonitor();
    const states = ['down delivered', 'recovered delivered', 'down delivered', 'recovered muted', 'flapping delivered'];
    const first = await world.goDown(monitor);
    await world.waitForDeliveries(channelId, states.slice(0, 1));
    await world.comeUp(first);
    await world.waitForDeliveries(channelId, states.slice(0, 2));
    const second = await world.goDown(monitor);
    await world.waitForDeliveries(channelId, states.slice(0, 3));
    await world.comeUp(second);
    await world.waitForDeliveries(channelId, states);
    const third = await world.goDown(monitor);
    await world.waitForDeliveries(channelId, [...states, 'down muted']);
    await job().run();
    await world.passTime(channelId, 5);
    await world.dataSource.query(`UPDATE monitor_flapping SET last_change_at = now() - interval '11 minutes'`);
    await job().run();
    await world.waitForDeliveries(channelId, [...states, 'down muted', 'calm delivered']);
    expect(titles().slice(-2)).toEqual(['Page 1 is flapping', 'Page 1 is stable again and down']);
    // The next change is one of a page that has been calm.
    await world.dataSource.query(`UPDATE alert_events SET occurred_at = occurred_at - interval '1 hour'`);
    await world.comeUp(third);
    await world.waitForDeliveries(channelId, [...states, 'down muted', 'calm delivered', 'recovered delivered']);
  });

  it('flapping under maintenance; one that outlasts it is', async () => {
    const channelId = await world.createChannel(webhook());
    const monitor = await world.createMonitor();
    const maintenanceId = await underMaintenance(monitor.id);
    const seen: string[] = [];
    const told = (...changes: string[]) => world.waitForDeliveries(channelId, (seen.push(...changes), seen));
    const first = await world.goDown(monitor);
    await told('down muted');
    await world.comeUp(first);
    await told('recovered muted');
    const second = await world.goDown(monitor);
    await told('down muted');
    await world.comeUp(second);
    await told('recovered muted', 'flapping muted');
    await job().run();
    await world.waitForDeliveries(channelId, seen);
    await endMaintenance(maintenanceId);
    await job().run();
    await world.waitForDeliveries(channelId, [...seen.slice(0, -1), 'flapping delivered']);
    expect(titles()).toEqual(['Page 1 is flapping']);
  });
});

describe('a receiver that fails', () => {
  it('is tried again after a while, in order, and as late as it asks', async () => {
    receiver.respond = (response) => void response.writeHead(429, { 'retry-after': '1200' }).end('busy');
    const channelId = await world.createChannel(webhook());
    const window = await world.goDown(await world.createMonitor());
    await world.comeUp(window);
    const [row] = await world.waitForDeliveries(channelId, ['down retrying', 'recovered pending']);
    expect(row).toMatchObject({ status: 429, detail: 'HTTP 429: busy', attempts: 1, failures: 1 });
    expect(row!.next_try_at!.getTime() - Date.now()).toBeGreaterThan(1_190_000);
    receiver.respond = (response) => void response.writeHead(204).end();
    await world.passTime(channelId, 20);
    await world.waitForDeliveries(channelId, ['down delivered', 'recovered delivered']);
    expect(receiver.requests.map(({ json }) => json['kind'])).toEqual(['down', 'down', 'recovered']);
    const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect([ids[0] === ids[1], ids[1] === ids[2]]).toEqual([true, false]);
  });

  it('for an hour gets the message when it is back; after a day it is dead, and can be sent again', async () => {
    receiver.respond = (response) => void response.writeHead(500).end('broken');
    const channelId = await world.createChannel(webhook());
    await world.goDown(await world.createMonitor());
    let [row] = await world.waitForDeliveries(channelId, ['down retrying']);
    const failAgain = async (failures: number, state: string): Promise<void> => {
      [row] = await waitFor(
        async () => {
          const rows = await world.deliveries(channelId);
          return rows[0]!.failures === failures && `down ${rows[0]!.state}` === state && rows;
        },
        { what: `failure ${failures}`, timeoutMs: 10_000 },
      );
    };
    let minutes = 0;
    for (let failures = 2; minutes < 60; failures++) {
      const wait = Math.ceil((row!.next_try_at!.getTime() - Date.now()) / 60_000) + 1;
      minutes += wait;
      await world.passTime(channelId, wait);
      await failAgain(failures, 'down retrying');
    }
    expect(row!.failures).toBeGreaterThan(8);
    expect(row!.failures).toBeLessThan(25);
    const failuresSoFar = row!.failures;
    await world.passTime(channelId, 25 * 60);
    await failAgain(failuresSoFar + 1, 'down dead');
    expect(row!.detail).toBe('HTTP 500: broken');
    receiver.respond = (response) => void response.writeHead(200).end('ok');
    // What POST /deliveries/{id}/retry does.
    await world.dataSource.query(
      `UPDATE deliveries SET state = 'retrying', failures = 0, next_try_at = now(), give_up_at = NULL WHERE id = $1`,
      [row!.id],
    );
    await world.waitForDeliveries(channelId, ['down delivered']);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it.each([400, 404, 410, 413])('with %s is given up after minutes, and hears of what comes later', async (status) => {
    receiver.respond = (response) => void response.writeHead(status).end('no such hook');
    const channelId = await world.createChannel(webhook());
    const window = await world.goDown(await world.createMonitor());
    await world.waitForDeliveries(channelId, ['down retrying']);
    await world.comeUp(window);
    let minutes = 0;
    for (let tries = 1; tries < 7; tries++) {
      await world.waitForDeliveries(channelId, ['down retrying', 'recovered pending']);
      await waitFor(() => receiver.requests.length === tries, { what: `try ${tries}` });
      await waitFor(async () => (await world.deliveries(channelId))[0]!.failures === tries, { what: 'its settlement' });
      await world.passTime(channelId, 3);
      minutes += 3;
    }
    const [dead] = await world.waitForDeliveries(channelId, ['down dead', 'recovered retrying']);
    expect(dead).toMatchObject({ status, detail: `HTTP ${status}: no such hook`, failures: 7, next_try_at: null });
    expect(minutes).toBeLessThan(20);
    receiver.respond = (response) => void response.writeHead(200).end('ok');
    await world.passTime(channelId, 1);
    await world.waitForDeliveries(channelId, ['down dead', 'recovered delivered']);
  });

  it('asks for a day of rest gets an hour, for each of its messages, and then all of them', async () => {
    receiver.respond = (response) => void response.writeHead(503, { 'retry-after': '86400' }).end();
    const channelId = await world.createChannel(webhook());
    await world.goDown(await world.createMonitor());
    const [row] = await world.waitForDeliveries(channelId, ['down retrying']);
    const waitMs = row!.next_try_at!.getTime() - Date.now();
    expect(waitMs).toBeGreaterThan(3_500_000);
    expect(waitMs).toBeLessThanOrEqual(3_600_000);
    await using other = await HttpReceiver.start();
    const otherId = await world.createChannel({ type: 'webhook', url: other.url });
    await world.goDown(await world.createMonitor());
    await world.waitForDeliveries(otherId, ['down delivered']);
    await world.waitForDeliveries(channelId, ['down retrying', 'down pending']);
    expect(receiver.requests).toHaveLength(1);
    receiver.respond = (response) => void response.writeHead(200).end('ok');
    await world.passTime(channelId, 61);
    await world.waitForDeliveries(channelId, ['down delivered', 'down delivered']);
  });

  it('holds up no other', async () => {
    receiver.respond = () => undefined;
    await using other = await HttpReceiver.start();
    const stuck = await world.createChannel(webhook(), { stormThreshold: 1000 });
    const well = await world.createChannel({ type: 'webhook', url: other.url }, { stormThreshold: 1000 });
    for (const monitor of await world.createMonitors(20)) await world.goDown(monitor);
    await world.waitForDeliveries(well, Array<string>(20).fill('down delivered'));
    expect((await world.deliveries(stuck)).every(({ state }) => state === 'pending')).toBe(true);
  });

  it('is not reached against the egress policy, and told so', async () => {
    const channelId = await world.createChannel({ type: 'slack', url: 'http://169.254.169.254/latest' });
    await world.goDown(await world.createMonitor());
    const [row] = await world.waitForDeliveries(channelId, ['down retrying']);
    expect(row!.detail).toMatch(/169\.254\.169\.254 is a cloud metadata address, which is never allowed/);
  });
});
