import { describe, expect, it } from '@jest/globals';
import { channelSettings, type SettingsOf } from '@wakeful/contracts';
import { aMessage } from '../../messages/message.fixture.js';
import { MailReceiver, startSilentServer, testNetwork } from '../../receivers.fixture.js';
import { email } from './email.js';

const settingsOf = (port: number, rest: object = {}): SettingsOf<'email'> =>
  channelSettings.parse({
    type: 'email',
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'wakeful@example.com',
    to: ['ann@example.com', 'bob@example.com'],
    ...rest,
  }) as SettingsOf<'email'>;

describe('mail', () => {
  it('reaches everybody, in plain text and HTML, with the id of the delivery', async () => {
    await using server = await MailReceiver.start();
    const receipt = await email.send(aMessage(), settingsOf(server.port), testNetwork());
    expect(receipt).toMatchObject({ status: 250, answer: expect.stringContaining('250') as unknown });
    expect(server.mails).toMatchObject([{ from: 'wakeful@example.com', to: ['ann@example.com', 'bob@example.com'] }]);
    const text = server.mails[0]!.text;
    expect(text).toContain(`Message-ID: <${aMessage().id}@example.com>`);
    expect(text).toContain('References: <window-w1@example.com>');
    expect(text).toContain('Subject: Shop is down');
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(text).toMatch(/text\/plain[\s\S]*99\.723 %[\s\S]*text\/html[\s\S]*<h2/);
  });

  it('cannot be given a second header by what a page is called', async () => {
    await using server = await MailReceiver.start();
    const title = 'Shop\r\nBcc: eve@example.com\r\n\r\nbody';
    await email.send(aMessage({ title }), settingsOf(server.port), testNetwork());
    expect(server.mails[0]!.to).toEqual(['ann@example.com', 'bob@example.com']);
    const [head] = server.mails[0]!.text.split('\r\n\r\n');
    expect(head).toContain('Subject: Shop Bcc: eve@example.com body');
    expect(head).not.toMatch(/^Bcc:/m);
  });

  it('logs in where it is told to', async () => {
    const seen: unknown[] = [];
    await using server = await MailReceiver.start({
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) => {
        seen.push([username, password]);
        done(null, { user: username });
      },
    });
    const settings = settingsOf(server.port, { username: 'ops', password: 'hunter2' });
    await email.send(aMessage(), settings, testNetwork());
    expect(seen).toEqual([['ops', 'hunter2']]);
  });

  it('tells why a server refused it', async () => {
    await using server = await MailReceiver.start({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })),
    });
    await expect(email.send(aMessage(), settingsOf(server.port), testNetwork())).rejects.toMatchObject({
      status: 550,
      message: expect.stringContaining('no such user') as unknown,
    });
  });

  it('is not sent without the encryption that was asked for', async () => {
    await using server = await MailReceiver.start();
    const settings = settingsOf(server.port, { security: 'starttls' });
    await expect(email.send(aMessage(), settings, testNetwork())).rejects.toThrow('The mail was not taken');
    expect(server.mails).toEqual([]);
  });

  it.each([
    { name: 'says nothing', greeting: null },
    { name: 'stalls after its greeting', greeting: '220 slow.example ESMTP\r\n' },
  ])('waits no longer than it may for a server that $name', async ({ greeting }) => {
    await using server = await startSilentServer((socket) => greeting && socket.write(greeting));
    const begunMs = performance.now();
    await expect(email.send(aMessage(), settingsOf(server.port), testNetwork(400))).rejects.toThrow(
      'The mail server did not answer in time.',
    );
    expect(performance.now() - begunMs).toBeLessThan(3_000);
  });

  it('obeys the egress policy', async () => {
    await using server = await MailReceiver.start();
    const network = testNetwork(2_000, 'public');
    await expect(email.send(aMessage(), settingsOf(server.port), network)).rejects.toThrow(/egress policy/);
    const named = settingsOf(server.port, { host: 'localhost' });
    await expect(email.send(aMessage(), named, network)).rejects.toThrow(/localhost resolves to/);
    expect(server.mails).toEqual([]);
  });
});
