import type { ChannelType } from '@wakeful/contracts';

/** The input of a channel setting. */
export interface SettingsField {
  name: string;
  label: string;
  kind: 'text' | 'secret' | 'number' | 'choice' | 'list' | 'headers' | 'template';
  hint?: string;
  placeholder?: string;
  choices?: readonly { value: string; label: string }[];
  /** The initial value of a new channel; empty if unset. */
  initial?: string;
  isRequired?: boolean;
  /** Sent as null when empty. */
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
  hint: 'Prepended to down alerts, e.g. to notify @here.',
});
const apiUrl = (initial: string): SettingsField => ({
  name: 'apiUrl',
  label: 'API URL',
  kind: 'text',
  initial,
  hint: 'Change only for a self-hosted server or another region.',
});

export const channelTypes: Readonly<Record<ChannelType, { label: string; fields: readonly SettingsField[] }>> = {
  email: {
    label: 'Email',
    fields: [
      { name: 'to', label: 'To', kind: 'list', isRequired: true, hint: 'Press Enter after each address.' },
      { name: 'from', label: 'From', kind: 'text', isRequired: true, placeholder: 'wakeful@example.com' },
      { name: 'host', label: 'SMTP server', kind: 'text', isRequired: true, placeholder: 'smtp.example.com' },
      { name: 'port', label: 'Port', kind: 'number', initial: '587' },
      {
        name: 'security',
        label: 'Encryption',
        kind: 'choice',
        initial: 'starttls',
        choices: [
          { value: 'starttls', label: 'STARTTLS (required)' },
          { value: 'tls', label: 'Implicit TLS' },
          { value: 'none', label: 'None (trusted networks only)' },
        ],
      },
      { name: 'username', label: 'Username', kind: 'text', isNullable: true },
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
  teams: { label: 'Microsoft Teams', fields: [hook('The URL of a workflow that posts to a channel.')] },
  telegram: {
    label: 'Telegram',
    fields: [
      { name: 'botToken', label: 'Bot token', kind: 'secret', isRequired: true, hint: 'From @BotFather.' },
      {
        name: 'chatId',
        label: 'Chat ID',
        kind: 'text',
        isRequired: true,
        placeholder: '-1001234567890',
        hint: 'A chat ID, or the @name of a channel.',
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
        hint: 'From an Events API v2 integration.',
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
      { name: 'url', label: 'URL', kind: 'secret', isRequired: true, hint: 'Receives the event as JSON.' },
      { name: 'method', label: 'Method', kind: 'choice', initial: 'POST', choices: choicesOf('POST', 'PUT', 'PATCH') },
      {
        name: 'headers',
        label: 'Headers',
        kind: 'headers',
        placeholder: 'Authorization: Bearer …',
        hint: 'One per line. *** keeps the stored value.',
      },
      {
        name: 'signingSecret',
        label: 'Signing secret',
        kind: 'secret',
        isNullable: true,
        hint: 'Signs requests with HMAC-SHA256. At least 16 characters. Empty = unsigned.',
      },
      {
        name: 'bodyTemplate',
        label: 'Body',
        kind: 'template',
        isNullable: true,
        placeholder: '{"text": "{{title}}: {{summary}}"}',
        hint: 'JSON with {{placeholders}} such as {{title}}. Empty = the whole event.',
      },
    ],
  },
};

export const isChannelType = (type: string): type is ChannelType => Object.hasOwn(channelTypes, type);

/** The label of a channel type; an unknown type is shown as is. */
export const channelTypeLabel = (type: string): string => (isChannelType(type) ? channelTypes[type].label : type);
