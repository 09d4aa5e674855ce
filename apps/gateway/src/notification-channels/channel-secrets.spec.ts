import { describe, expect, it } from '@jest/globals';
import { channelSettings, type ChannelSettings } from '@wakeful/contracts';
import { hideChannelSecrets, missingChannelSecrets, revealChannelSecrets } from './channel-secrets.js';

const webhook = channelSettings.parse({
  type: 'webhook',
  url: 'https://hooks.example/t0ken',
  headers: { authorization: 'Bearer abc', 'x-team': 'ops' },
  signingSecret: 'a secret of some length',
});
const email = channelSettings.parse({
  type: 'email',
  host: 'smtp.example',
  username: 'ops',
  password: 'hunter2',
  from: 'a@example.com',
  to: ['b@example.com'],
});

const SECRETS: Record<ChannelSettings['type'], Record<string, unknown>> = {
  discord: { url: 'https://discord.example/s3cret' },
  slack: { url: 'https://slack.example/s3cret' },
  webhook: { url: 'https://hook.example/s3cret', headers: { a: 's3cret' }, signingSecret: 's3cret-s3cret-s3cret' },
  email: { host: 'h', from: 'a@b.c', to: ['a@b.c'], password: 's3cret' },
  telegram: { chatId: '1', botToken: '12345:s3crets3crets3cret' },
  teams: { url: 'https://teams.example/s3cret' },
  ntfy: { topic: 't', token: 's3cret' },
  pagerduty: { routingKey: 's3cret' },
  opsgenie: { apiKey: 's3cret' },
};

describe('the secrets of a channel', () => {
  it.each(Object.entries(SECRETS))('are not shown: %s', (type, fields) => {
    const settings = channelSettings.parse({ type, ...fields });
    const shown = hideChannelSecrets(settings);
    expect(JSON.stringify(shown)).not.toContain('s3cret');
    expect(channelSettings.parse(shown)).toEqual(shown);
    expect(revealChannelSecrets(shown as ChannelSettings, settings)).toEqual(settings);
    expect(missingChannelSecrets(shown as ChannelSettings)).not.toEqual([]);
  });

  it('stay where nothing else was sent, each by itself', () => {
    const headers = { authorization: '***', 'x-team': 'web' };
    const sent: object = { ...hideChannelSecrets(webhook), headers };
    expect(revealChannelSecrets(sent as ChannelSettings, webhook)).toEqual({
      ...webhook,
      headers: { authorization: 'Bearer abc', 'x-team': 'web' },
    });
  });

  it.each([
    {
      name: 'another URL',
      settings: webhook,
      change: { url: 'https://elsewhere.example/' },
      left: 'settings.signingSecret',
    },
    { name: 'another host', settings: email, change: { host: 'elsewhere.example' }, left: 'settings.password' },
    { name: 'no encryption', settings: email, change: { security: 'none' }, left: 'settings.password' },
  ])('do not move to $name', ({ settings, change, left }) => {
    const sent = { ...hideChannelSecrets(settings), ...change } as ChannelSettings;
    const merged = revealChannelSecrets(sent, settings);
    expect(missingChannelSecrets(merged).map(({ path }) => path)).toContain(left);
  });
});
