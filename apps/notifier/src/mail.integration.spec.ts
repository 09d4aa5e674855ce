import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { waitFor } from '@wakeful/testing';
import { startTestNotifier, type TestNotifier, type TestWorld } from './notifier.fixture.js';
import { MailReceiver } from './receivers.fixture.js';

let notifier: TestNotifier;
let world: TestWorld;
beforeAll(async () => {
  notifier = await startTestNotifier();
  ({ world } = notifier);
});
afterAll(() => notifier.stop());

it('a mail that one of two has taken is tried again for the other, and is delivered when both have it', async () => {
  const answers = new Map([['bob@example.com', 450]]);
  await using server = await MailReceiver.start({
    onRcptTo: ({ address }, _session, done) => {
      const responseCode = answers.get(address);
      done(responseCode ? Object.assign(new Error('busy'), { responseCode }) : null);
    },
  });
  const to = ['ann@example.com', 'bob@example.com'];
  const settings = { type: 'email', host: '127.0.0.1', port: server.port, security: 'none', from: 'w@example.com', to };
  const channelId = await world.createChannel(settings);
  await world.goDown(await world.createMonitor());
  let [row] = await world.waitForDeliveries(channelId, ['down retrying']);
  const detail = 'Rejected for bob@example.com: 450 busy. Accepted for ann@example.com.';
  expect(row).toMatchObject({ status: 450, detail });
  await world.passTime(channelId, 1);
  await waitFor(async () => ([row] = await world.deliveries(channelId))[0]!.failures === 2, { what: 'the second try' });
  expect(row).toMatchObject({ state: 'retrying', detail });
  answers.clear();
  await world.passTime(channelId, 1);
  await world.waitForDeliveries(channelId, ['down delivered']);
  expect(server.mails.map((mail) => mail.to)).toEqual([['ann@example.com'], ['bob@example.com']]);
});
