import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@wakeful/testing';
import {
  startTestNotifier,
  type TestMonitor,
  type TestNotifier,
  type TestWindow,
  type TestWorld,
} from './notifier.fixture.js';
import { HttpReceiver, MailReceiver } from './receivers.fixture.js';

const MONITORS = 2_800;
const A_HANDFUL = 10;
const OF_ONE_CAUSE = 1_000;
const A_FEW = 3;
const ACCEPTED_WITHIN_MS = 240_000;
const PUBLISHERS = 40;

/** A few at a time, as the recorder's outbox does. */
async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const one = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: PUBLISHERS }, one));
}

describe(`${MONITORS} monitors that go down within a minute`, () => {
  let notifier: TestNotifier;
  let world: TestWorld;
  let http: HttpReceiver;
  let pager: HttpReceiver;
  let mail: MailReceiver;
  let channels: string[];
  let monitors: TestMonitor[];
  const windows: TestWindow[] = [];

  beforeAll(async () => {
    notifier = await startTestNotifier();
    ({ world } = notifier);
    [http, pager, mail] = await Promise.all([HttpReceiver.start(), HttpReceiver.start(), MailReceiver.start()]);
    const address = {
      host: '127.0.0.1',
      port: mail.port,
      security: 'none',
      from: 'a@example.com',
      to: ['b@example.com'],
    };
    channels = [
      await world.createChannel({ type: 'webhook', url: http.url }),
      await world.createChannel({ type: 'pagerduty', apiUrl: pager.url, routingKey: 'R0' }),
      await world.createChannel({ type: 'email', ...address }, { waitForDiagnosisSeconds: 10 }),
    ];
    monitors = await world.createMonitors(MONITORS);
  }, 120_000);
  afterAll(async () => {
    await notifier.stop();
    await Promise.all([http, pager, mail].map((one) => one[Symbol.asyncDispose]()));
  }, 60_000);

  const count = async (where: string): Promise<number> => {
    const [row] = await world.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM deliveries WHERE ${where}`,
    );
    return row!.count;
  };
  const received = (): number[] => [http.requests.length, pager.requests.length, mail.mails.length];

  /** Waits until every change is accepted, and then lets the pauses between digests pass until nothing waits any more. */
  async function settle(kind: string, monitors = MONITORS): Promise<void> {
    await waitFor(async () => (await count(`kind = '${kind}'`)) === channels.length * monitors, {
      what: `every ${kind} to be accepted`,
      timeoutMs: ACCEPTED_WITHIN_MS,
    });
    await waitFor(
      async () => {
        for (const id of channels) await world.passTime(id, 5);
        return (await count(`state IN ('pending', 'retrying')`)) === 0;
      },
      { what: 'everything to be sent', timeoutMs: 60_000, pollMs: 1_000 },
    );
  }

  it('are a handful of messages to each channel', async () => {
    const begunMs = performance.now();
    await inParallel(monitors, async (monitor) => windows.push(await world.goDown(monitor)));
    const publishedMs = performance.now() - begunMs;
    expect(publishedMs).toBeLessThan(60_000);
    await settle('down');
    const acceptedMs = performance.now() - begunMs;
    process.stdout.write(
      `${MONITORS} outages published in ${Math.round(publishedMs)} ms, accepted and told in ${Math.round(acceptedMs)} ms: ` +
        `${received().join(', ')} messages to webhook, PagerDuty, mail\n`,
    );
    for (const messages of received()) {
      expect(messages).toBeGreaterThan(0);
      expect(messages).toBeLessThanOrEqual(A_HANDFUL);
    }
  }, 320_000);

  it('and each of them is told, by itself or in a digest', async () => {
    expect(await count(`kind = 'down' AND state NOT IN ('delivered', 'merged')`)).toBe(0);
    expect(
      await count(`state = 'merged' AND digest_id NOT IN (SELECT id FROM deliveries WHERE state = 'delivered')`),
    ).toBe(0);
    const digests = http.requests
      .filter(({ json }) => json['kind'] === 'digest')
      .map(({ json }) => String(json['title']));
    const told = digests.map((title) => Number(/^([\d,]+) monitors? down/.exec(title)?.[1]?.replace(',', '')));
    const alone = http.requests.filter(({ json }) => json['kind'] === 'down').length;
    expect(told.reduce((sum, one) => sum + one, alone)).toBe(MONITORS);
  });

  it('and are a handful again when they recover; every incident that was opened is closed', async () => {
    const before = received();
    await inParallel(windows, (window) => world.comeUp(window));
    await settle('recovered');
    const messages = received().map((now, index) => now - before[index]!);
    process.stdout.write(`${MONITORS} recoveries: ${messages.join(', ')} messages to webhook, PagerDuty, mail\n`);
    // PagerDuty hears of the end of each incident that it was told of by itself.
    expect(Math.max(...messages)).toBeLessThanOrEqual(A_HANDFUL + 5);
    const state = new Map(pager.requests.map(({ json }) => [json['dedup_key'], json['event_action']]));
    expect([...new Set(state.values())]).toEqual(['resolve']);
    expect(await count(`kind = 'recovered' AND state NOT IN ('delivered', 'merged')`)).toBe(0);
  }, 320_000);

  it(`and are at most ${A_FEW} messages to each channel when ${OF_ONE_CAUSE} go down of one cause, and one when they recover`, async () => {
    await world.dataSource.query('DELETE FROM alert_events');
    const incidentId = await world.createIncident();
    const before = received();
    const down: TestWindow[] = [];
    await inParallel(monitors.slice(0, OF_ONE_CAUSE), async (monitor) =>
      down.push(await world.goDown(monitor, { incidentId })),
    );
    await settle('down', OF_ONE_CAUSE);
    await inParallel(down, (window) => world.comeUp(window));
    await settle('recovered', OF_ONE_CAUSE);
    const messages = received().map((now, index) => now - before[index]!);
    process.stdout.write(`${OF_ONE_CAUSE} outages of one cause and their end: ${messages.join(', ')} messages\n`);
    expect(Math.max(...messages)).toBeLessThanOrEqual(A_FEW + 1);
    expect(http.requests.at(-1)?.json['title']).toBe('1,000 monitors on 192.0.2.8 have recovered');
    const state = new Map(pager.requests.map(({ json }) => [json['dedup_key'], json['event_action']]));
    expect(state.get(`wakeful-incident-${incidentId}`)).toBe('resolve');
  }, 320_000);
});
