import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { channelSettings, type SettingsOf } from '@wakeful/contracts';
import { aMessage } from '../../messages/message.fixture.js';
import { MailReceiver, startSilentServer, testNetwork } from '../../receivers.fixture.js';
import { ehloNameOf } from './ehlo-name.js';
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
    expect(text).toMatch(/text\/plain[\s\S]*99\.723%[\s\S]*text\/html[\s\S]*<h2/);
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

  it('logs in where its settings say so', async () => {
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

  it('is sent again only to those who have not taken it', async () => {
    const answers = new Map([
      ['bob@example.com', 450],
      ['cat@example.com', 550],
    ]);
    await using server = await MailReceiver.start({
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = answers.get(address);
        done(responseCode ? Object.assign(new Error('not now'), { responseCode }) : null);
      },
    });
    const settings = settingsOf(server.port, { to: ['ann@example.com', 'bob@example.com', 'cat@example.com'] });
    const sendTo = (reached: readonly string[] = []) =>
      email.send(aMessage(), settings, testNetwork(5_000, undefined, reached));
    const message =
      'Rejected for bob@example.com: 450 not now. Rejected for cat@example.com: 550 not now. Accepted for ann@example.com.';
    await expect(sendTo()).rejects.toMatchObject({
      status: 450,
      isRefused: false,
      reached: ['ann@example.com'],
      message,
    });
    expect(server.mails.map(({ to }) => to)).toEqual([['ann@example.com']]);
    expect(server.mails[0]!.text).toContain('To: ann@example.com, bob@example.com, cat@example.com');
    answers.delete('bob@example.com');
    // Whoever is left says no for good: that is a refusal.
    const reached = ['ann@example.com', 'bob@example.com'];
    await expect(sendTo(['ann@example.com'])).rejects.toMatchObject({ status: 550, isRefused: true, reached });
    expect(server.mails.map(({ to }) => to)).toEqual([['ann@example.com'], ['bob@example.com']]);
    answers.clear();
    expect(await sendTo(reached)).toMatchObject({ status: 250 });
    expect(server.mails.at(-1)!.to).toEqual(['cat@example.com']);
  });

  it('that no one takes is a refusal only if it is for everybody', async () => {
    const answers = new Map([
      ['ann@example.com', 450],
      ['bob@example.com', 550],
    ]);
    await using server = await MailReceiver.start({
      onRcptTo: ({ address }, _session, done) =>
        done(Object.assign(new Error('no'), { responseCode: answers.get(address) })),
    });
    const send = () => email.send(aMessage(), settingsOf(server.port), testNetwork());
    await expect(send()).rejects.toMatchObject({ isRefused: false, reached: [] });
    answers.set('ann@example.com', 554);
    await expect(send()).rejects.toMatchObject({ isRefused: true, reached: [] });
  });

  it('is waited for after its data for as long as the server thinks', async () => {
    await using server = await MailReceiver.start({
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => setTimeout(() => done(null), 1_500));
      },
    });
    // The dialogue before it may take a second, and the server thinks for longer.
    const receipt = await email.send(aMessage(), settingsOf(server.port), testNetwork(1_000));
    expect(receipt.status).toBe(250);
  });

  it('greets with the name that it is given', async () => {
    const names: string[] = [];
    await using server = await MailReceiver.start({
      onMailFrom: (_address, session, done) => {
        names.push(session.hostNameAppearsAs);
        done(null);
      },
    });
    await email.send(aMessage(), settingsOf(server.port), testNetwork());
    expect(names).toEqual(['status.example.com']);
  });

  it('is not sent without the encryption that was asked for', async () => {
    await using server = await MailReceiver.start();
    const settings = settingsOf(server.port, { security: 'starttls' });
    await expect(email.send(aMessage(), settings, testNetwork())).rejects.toThrow('The mail was rejected');
    expect(server.mails).toEqual([]);
  });

  it.each([
    { name: 'says nothing', greeting: null },
    { name: 'stalls after its greeting', greeting: '220 slow.example ESMTP\r\n' },
  ])('waits no longer than it may for a server that $name', async ({ greeting }) => {
    await using server = await startSilentServer((socket) => greeting && socket.write(greeting));
    await expect(email.send(aMessage(), settingsOf(server.port), testNetwork(400))).rejects.toThrow(
      'The mail server did not respond in time.',
    );
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

describe('the name for mail servers', () => {
  it.each([
    ['https://status.example.com/wakeful', 'status.example.com'],
    ['http://192.0.2.7:3000', '[192.0.2.7]'],
    ['http://[2001:db8::7]:3000', '[IPv6:2001:db8::7]'],
    ['http://localhost:3000', hostname()],
  ])('of %s is %s', (url, name) => {
    expect(ehloNameOf(url)).toBe(name);
  });
});
