import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, LaunchedProcess } from '@wakeful/launching';
import { waitFor } from '@wakeful/testing';
import { startTestNotifier, type TestNotifier, type TestWorld } from './notifier.fixture.js';
import { HttpReceiver, MailReceiver, type ReceivedRequest } from './receivers.fixture.js';

/** More kills at more moments: for a soak, as in WAKEFUL_KILL_ROUNDS=10. */
const ROUNDS = Number(process.env['WAKEFUL_KILL_ROUNDS'] || 1);
const KILLS = 8 * ROUNDS;
const OUTAGES = 40 * ROUNDS;
const MESSAGES = 2 * OUTAGES;
const entryPoint = join(import.meta.dirname, '../dist/main.js');

/** By what a receiver knows a message that it has already; Slack has nothing but the whole message. */
const keyOf = {
  webhook: ({ headers }: ReceivedRequest) => String(headers['webhook-id']),
  ntfy: ({ json }: ReceivedRequest) => String(json['sequence_id']),
  pagerduty: ({ json }: ReceivedRequest) => `${String(json['dedup_key'])} ${String(json['event_action'])}`,
  slack: ({ json }: ReceivedRequest) => String(json['text']),
} as const;
type HttpType = keyof typeof keyOf;
const settingsOf: Record<HttpType, (url: string) => object> = {
  webhook: (url) => ({ type: 'webhook', url }),
  ntfy: (serverUrl) => ({ type: 'ntfy', serverUrl, topic: 'alerts' }),
  pagerduty: (apiUrl) => ({ type: 'pagerduty', apiUrl, routingKey: 'R0' }),
  slack: (url) => ({ type: 'slack', url }),
};
const types = Object.keys(keyOf) as HttpType[];

describe(`a notifier that is killed ${KILLS} times while ${MESSAGES} messages are due to each receiver`, () => {
  let home: TestNotifier;
  let world: TestWorld;
  let mail: MailReceiver;
  const receivers = new Map<HttpType, HttpReceiver>();
  let env: NodeJS.ProcessEnv;
  let running: LaunchedProcess;

  const start = async (): Promise<void> => {
    const PORT = String(await freePort());
    running = await LaunchedProcess.launch(process.execPath, [entryPoint], { env: { ...env, PORT } });
  };

  /** While no one runs: what was under way is due, as it would be once its lease was over. */
  const endLeases = (): Promise<unknown> =>
    world.dataSource.query(
      `UPDATE deliveries SET next_try_at = now() WHERE state IN ('pending', 'retrying') AND attempts > 0`,
    );

  async function killAndStart(): Promise<void> {
    running.kill('SIGKILL');
    await running.exited;
    await endLeases();
    await start();
  }

  const settled = async (): Promise<number> => {
    const [row] = await world.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM deliveries WHERE state = 'delivered'`,
    );
    return row!.count;
  };

  /** Outages that begin and end while it is killed; what it told before the kill is on its way to the receivers. */
  async function haveOutages(): Promise<void> {
    for (const monitor of await world.createMonitors(OUTAGES)) {
      const window = await world.goDown({ ...monitor, name: monitor.id });
      await delay(randomInt(100));
      await world.comeUp(window);
    }
  }

  async function keepKilling(): Promise<void> {
    for (let kill = 0; kill < KILLS; kill++) {
      const before = await settled();
      // It lives long enough to do something, and then dies somewhere in the middle.
      await waitFor(async () => (await settled()) > before || before === MESSAGES * (types.length + 1), {
        what: 'some delivery between two kills',
        timeoutMs: 30_000,
      });
      await delay(randomInt(400));
      await killAndStart();
    }
  }

  beforeAll(async () => {
    home = await startTestNotifier({ isOnlyWorld: true });
    ({ world } = home);
    const { DATABASE_URL, NATS_URL, SECRET_KEY, EGRESS_ALLOW } = home.config;
    env = { ...process.env, DATABASE_URL, NATS_URL, SECRET_KEY, EGRESS_ALLOW, LOG_LEVEL: 'fatal', HOST: '127.0.0.1' };
    for (const type of types) {
      const receiver = await HttpReceiver.start();
      // The time between taking a message and saying so is where a kill hurts most.
      receiver.respond = (response) => void setTimeout(() => response.writeHead(200).end('ok'), randomInt(120));
      receivers.set(type, receiver);
      await world.createChannel(settingsOf[type](receiver.url), { stormThreshold: 1000 });
    }
    mail = await MailReceiver.start();
    const address = {
      host: '127.0.0.1',
      port: mail.port,
      security: 'none',
      from: 'a@example.com',
      to: ['b@example.com'],
    };
    await world.createChannel({ type: 'email', ...address }, { stormThreshold: 1000 });
    await start();
  }, 60_000);
  afterAll(async () => {
    await running.stop('SIGTERM', 10_000);
    await home.stop();
    await Promise.all([...receivers.values(), mail].map((one) => one[Symbol.asyncDispose]()));
  }, 60_000);

  it('tells everything in the end', async () => {
    await Promise.all([haveOutages(), keepKilling()]);
    running.kill('SIGKILL');
    await running.exited;
    await endLeases();
    await start();
    const wanted = MESSAGES * (types.length + 1);
    await waitFor(async () => (await settled()) === wanted, { what: `${wanted} deliveries`, timeoutMs: 60_000 });
    const repeated = types.map((type) => `${type} ${receivers.get(type)!.requests.length - MESSAGES}`);
    process.stdout.write(
      `${KILLS + 1} kills, ${MESSAGES} messages to each: sent more than once: ${repeated.join(', ')}, ` +
        `mail ${mail.mails.length - MESSAGES}\n`,
    );
  }, 240_000);

  it.each(types)('leaves each message known once by its key: %s', (type) => {
    const { requests } = receivers.get(type)!;
    const byKey = new Map<string, Set<unknown>>();
    for (const request of requests) {
      const key = keyOf[type](request);
      byKey.set(key, (byKey.get(key) ?? new Set()).add(request.json['kind'] ?? request.json['title']));
    }
    expect(byKey.size).toBe(MESSAGES);
    // A repetition says what the first one said.
    expect([...byKey.values()].filter((kinds) => kinds.size !== 1)).toEqual([]);
  });

  it('leaves each mail with an id of its own', () => {
    const ids = mail.mails.map(({ text }) => /^Message-ID: (<.*>)\r?$/m.exec(text)?.[1]);
    expect(new Set(ids).size).toBe(MESSAGES);
  });

  it('tells the end of an outage never before its beginning', () => {
    const seen = new Set<unknown>();
    for (const { json } of receivers.get('webhook')!.requests) {
      if (json['kind'] === 'recovered') expect(seen.has(json['windowId'])).toBe(true);
      else seen.add(json['windowId']);
    }
  });

  it('sends again only what was under way when it was killed', () => {
    // At most four messages of a channel are under way at a time, and a few more for each restart.
    for (const type of types) {
      expect(receivers.get(type)!.requests.length - MESSAGES).toBeLessThanOrEqual((KILLS + 1) * 8);
    }
  });
});
