import { describe, expect, it } from '@jest/globals';
import { channelSettings, type ChannelType, secretFieldsOf } from '@wakeful/contracts';
import { draftOf, newDraft, settingsOf } from './channel-draft.js';
import { channelTypes } from './channel-types.js';

const contractTypes = channelSettings.options.map((option) => ({
  type: option.shape.type.value,
  names: Object.keys(option.shape).filter((name) => name !== 'type'),
}));

const filledIn: Readonly<Record<ChannelType, Record<string, unknown>>> = {
  discord: { url: 'https://discord.example/hook' },
  slack: { url: 'https://slack.example/hook' },
  teams: { url: 'https://teams.example/hook' },
  webhook: { url: 'https://hooks.example/', headers: 'X-Team: shop' },
  email: { to: ['ops@example.com'], from: 'wakeful@example.com', host: 'smtp.example.com' },
  telegram: { botToken: '123456:ABCDEFGHIJ', chatId: '-1001' },
  ntfy: { topic: 'shop' },
  pagerduty: { routingKey: 'R0' },
  opsgenie: { apiKey: 'key' },
};

describe('the form of a channel', () => {
  it('has every type of the contract', () =>
    expect(Object.keys(channelTypes).sort()).toEqual(contractTypes.map(({ type }) => type).sort()));

  it.each(contractTypes)('asks for every field of $type, and hides its secrets', ({ type, names }) => {
    const { fields } = channelTypes[type];
    expect(fields.map(({ name }) => name).sort()).toEqual([...names].sort());
    const hidden = fields.filter(({ kind }) => kind === 'secret' || kind === 'headers').map(({ name }) => name);
    expect(hidden.sort()).toEqual([...secretFieldsOf(type)].sort());
  });

  it.each(contractTypes)('makes settings of $type that the contract takes, with its defaults', ({ type }) => {
    const draft = { ...newDraft(type), ...filledIn[type] } as ReturnType<typeof newDraft>;
    const fromForm = channelSettings.parse(settingsOf(type, draft));
    const bare = Object.fromEntries(Object.entries(filledIn[type]).filter(([name]) => name !== 'headers'));
    const fromApi = channelSettings.parse({ type, ...bare });
    expect(fromForm).toEqual(type === 'webhook' ? { ...fromApi, headers: { 'X-Team': 'shop' } } : fromApi);
  });

  it('sends back what is stored as it was shown', () => {
    const stored = {
      type: 'webhook',
      url: '***',
      method: 'PUT',
      headers: { Authorization: '***', Accept: '***' },
      signingSecret: null,
      bodyTemplate: null,
    };
    expect(settingsOf('webhook', draftOf('webhook', stored))).toEqual(stored);
  });

  it('leaves out what is not filled in, and empties what may be empty', () =>
    expect(settingsOf('email', newDraft('email'))).toEqual({
      type: 'email',
      to: [],
      port: 587,
      security: 'starttls',
      username: null,
      password: null,
    }));
});
