import { type AlertMessage, clip, type Severity } from '../../messages/alert-message.js';
import type { Channel } from '../channel.js';
import { exchange, jsonTo } from '../http-exchange.js';

const COLOURS: Readonly<Record<Severity, number>> = {
  critical: 0xd92d20,
  warning: 0xf79009,
  info: 0x667085,
  good: 0x12b76a,
};
const MAX_FIELDS = 25;

/** Characters that Discord would take for formatting. */
const escape = (text: string): string => text.replace(/[\\*_~`|>[\]()#]/g, '\\$&');

function embedOf(message: AlertMessage) {
  const links = message.links.map(({ label, url }) => `[${label}](${url})`).join(' · ');
  return {
    title: clip(message.title, 256),
    description: clip([escape(message.summary), links].filter(Boolean).join('\n\n'), 4096),
    color: COLOURS[message.severity],
    timestamp: message.occurredAt,
    fields: message.facts
      .slice(0, MAX_FIELDS)
      .map(({ name, value }) => ({ name, value: clip(escape(value) || '–', 1024), inline: value.length < 40 })),
  };
}

/** A Discord webhook (https://docs.discord.com/developers/resources/webhook#execute-webhook). */
export const discord: Channel<'discord'> = {
  hasIncidents: false,
  send(message, { url, mention }, network) {
    const content = message.severity === 'critical' ? mention : '';
    return exchange(jsonTo(url, { username: 'Wakeful', content, embeds: [embedOf(message)] }), network);
  },
};
