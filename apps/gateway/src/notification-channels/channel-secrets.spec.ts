import { describe, expect, it } from '@jest/globals';
import { channelSettings, type ChannelSettings, secretFieldsOf } from '@wakeful/contracts';
import { hideChannelSecrets, missingChannelSecrets, revealChannelSecrets } from './channel-config.js';

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

/**
 * What binds the secrets of each type of channel: fields that hold one, fields that say where they go, and the others. A new
 * field must take a side.
 */
const SIDES: Record<ChannelSettings['type'], { secret: string[]; way: string[]; free: string[] }> = {
  discord: { secret: ['url'], way: ['url'], free: ['mention'] },
  slack: { secret: ['url'], way: ['url'], free: ['mention'] },
  webhook: { secret: ['url', 'headers', 'signingSecret'], way: ['url'], free: ['method', 'bodyTemplate'] },
  email: { secret: ['password'], way: ['host', 'port', 'security'], free: ['username', 'from', 'to'] },
  telegram: { secret: ['botToken'], way: ['apiUrl'], free: ['chatId'] },
  teams: { secret: ['url'], way: ['url'], free: [] },
  ntfy: { secret: ['token'], way: ['serverUrl'], free: ['topic'] },
  pagerduty: { secret: ['routingKey'], way: ['apiUrl'], free: [] },
  opsgenie: { secret: ['apiKey'], way: ['apiUrl'], free: ['priority'] },
};

describe.each(Object.entries(SIDES))('a channel of the type %s', (type, { secret, way, free }) => {
  const settings = channelSettings.parse({ type, ...SECRETS[type as ChannelSettings['type']] });
  const shown = hideChannelSecrets(settings);

  it('has no field that takes no side', () => {
    expect(Object.keys(settings).sort()).toEqual([...new Set(['type', ...secret, ...way, ...free])].sort());
    expect([...secretFieldsOf(settings.type)].sort()).toEqual([...secret].sort());
  });

  it.each(way)('keeps no secret when %s changes', (field) => {
    const moved = { ...shown, [field]: 'elsewhere' } as unknown as ChannelSettings;
    expect(JSON.stringify(revealChannelSecrets(moved, settings))).not.toContain('s3cret');
  });
});

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
