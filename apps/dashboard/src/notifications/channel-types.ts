import type { ChannelType } from '@wakeful/contracts';

/** How a field of a channel's settings is asked for. */
export interface SettingsField {
  name: string;
  label: string;
  kind: 'text' | 'secret' | 'number' | 'choice' | 'list' | 'headers' | 'template';
  hint?: string;
  placeholder?: string;
  choices?: readonly { value: string; label: string }[];
  /** What a new channel has; nothing if unset. */
  initial?: string;
  isRequired?: boolean;
  /** Left empty it is sent as null. */
  isNullable?: boolean;
}

const choicesOf = (...values: string[]) => values.map((value) => ({ value, label: value }));

const hook = (hint: string): SettingsField => ({
  name: 'url',
  label: 'Webhook URL',
  kind: 'secret',
  isRequired: true,
  hint,
});
const mention = (placeholder: string): SettingsField => ({
  name: 'mention',
  label: 'Mention',
  kind: 'text',
  placeholder,
  hint: 'Put in front of the message of an outage, so that somebody is called.',
});
const apiUrl = (initial: string): SettingsField => ({
  name: 'apiUrl',
  label: 'API address',
  kind: 'text',
  initial,
  hint: 'Only to be changed for a server of your own or another region.',
});

export const channelTypes: Readonly<Record<ChannelType, { label: string; fields: readonly SettingsField[] }>> = {
  email: {
    label: 'E-mail',
    fields: [
      { name: 'to', label: 'To', kind: 'list', isRequired: true, hint: 'Press Enter after each address.' },
      { name: 'from', label: 'From', kind: 'text', isRequired: true, placeholder: 'wakeful@example.com' },
      { name: 'host', label: 'Mail server', kind: 'text', isRequired: true, placeholder: 'smtp.example.com' },
      { name: 'port', label: 'Port', kind: 'number', initial: '587' },
      {
        name: 'security',
        label: 'Encryption',
        kind: 'choice',
        initial: 'starttls',
        choices: [
          { value: 'starttls', label: 'STARTTLS, and never without' },
          { value: 'tls', label: 'TLS from the start' },
          { value: 'none', label: 'None (only in a trusted network)' },
        ],
      },
      { name: 'username', label: 'User name', kind: 'text', isNullable: true },
      { name: 'password', label: 'Password', kind: 'secret', isNullable: true },
    ],
  },
  slack: {
    label: 'Slack',
    fields: [hook('An incoming webhook of your Slack workspace.'), mention('<!channel>')],
  },
  discord: {
    label: 'Discord',
    fields: [hook('Channel settings → Integrations → Webhooks in Discord.'), mention('@here')],
  },
  teams: { label: 'Microsoft Teams', fields: [hook('The address of a workflow that posts to a channel.')] },
  telegram: {
    label: 'Telegram',
    fields: [
      { name: 'botToken', label: 'Bot token', kind: 'secret', isRequired: true, hint: 'From @BotFather.' },
      {
        name: 'chatId',
        label: 'Chat',
        kind: 'text',
        isRequired: true,
        placeholder: '-1001234567890',
        hint: 'The id of a chat, or the @name of a channel.',
      },
      apiUrl('https://api.telegram.org'),
    ],
  },
  ntfy: {
    label: 'ntfy',
    fields: [
      { name: 'topic', label: 'Topic', kind: 'text', isRequired: true },
      { name: 'serverUrl', label: 'Server', kind: 'text', initial: 'https://ntfy.sh' },
      { name: 'token', label: 'Access token', kind: 'secret', isNullable: true },
    ],
  },
  pagerduty: {
    label: 'PagerDuty',
    fields: [
      {
        name: 'routingKey',
        label: 'Integration key',
        kind: 'secret',
        isRequired: true,
        hint: 'Of an integration with the Events API v2.',
      },
      apiUrl('https://events.pagerduty.com'),
    ],
  },
  opsgenie: {
    label: 'Opsgenie',
    fields: [
      { name: 'apiKey', label: 'API key', kind: 'secret', isRequired: true },
      {
        name: 'priority',
        label: 'Priority',
        kind: 'choice',
        initial: 'P2',
        choices: choicesOf('P1', 'P2', 'P3', 'P4', 'P5'),
      },
      apiUrl('https://api.opsgenie.com'),
    ],
  },
  webhook: {
    label: 'Webhook',
    fields: [
      { name: 'url', label: 'URL', kind: 'secret', isRequired: true, hint: 'Where the event is sent as JSON.' },
      { name: 'method', label: 'Method', kind: 'choice', initial: 'POST', choices: choicesOf('POST', 'PUT', 'PATCH') },
      {
        name: 'headers',
        label: 'Headers',
        kind: 'headers',
        placeholder: 'Authorization: Bearer …',
        hint: 'One a line. A value that is shown as *** is stored and stays as it is.',
      },
      {
        name: 'signingSecret',
        label: 'Signing secret',
        kind: 'secret',
        isNullable: true,
        hint: 'Signs each request with HMAC-SHA256. At least 16 characters; without one requests are not signed.',
      },
      {
        name: 'bodyTemplate',
        label: 'Body',
        kind: 'template',
        isNullable: true,
        placeholder: '{"text": "{{title}}: {{summary}}"}',
        hint: 'JSON with {{placeholders}} such as {{title}}. Left empty, the whole event is sent.',
      },
    ],
  },
};

export const isChannelType = (type: string): type is ChannelType => Object.hasOwn(channelTypes, type);

/** What a type of channel is called; a type that this page does not know, by its own name. */
export const channelTypeLabel = (type: string): string => (isChannelType(type) ? channelTypes[type].label : type);
