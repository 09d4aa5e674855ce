import { type AlertMessage, clip, type Severity } from '../../messages/alert-message.js';
import type { Channel } from '../channel.js';
import { exchange, jsonTo } from '../http-exchange.js';

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: '#d92d20',
  warning: '#f79009',
  info: '#667085',
  good: '#12b76a',
};
const FIELDS_PER_SECTION = 10;

/** The three characters that mean something in Slack's text. */
const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });

function blocksOf(message: AlertMessage): object[] {
  const fields = message.facts
    .slice(0, FIELDS_PER_SECTION)
    .map(({ name, value }) => mrkdwn(`*${escape(name)}*\n${clip(escape(value), 1900)}`));
  const links = message.links.map(({ label, url }) => `<${escape(url)}|${escape(label)}>`).join('  ·  ');
  return [
    { type: 'header', text: { type: 'plain_text', text: clip(message.title, 150), emoji: false } },
    { type: 'section', text: mrkdwn(clip(escape(message.summary) || '–', 3000)) },
    ...(fields.length > 0 ? [{ type: 'section', fields }] : []),
    ...(links ? [{ type: 'context', elements: [mrkdwn(clip(links, 3000))] }] : []),
  ];
}

/** A Slack incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export const slack: Channel<'slack'> = {
  hasIncidents: false,
  send(message, { url, mention }, network) {
    const address = message.severity === 'critical' && mention ? `${mention} ` : '';
    const attachments = [{ color: COLOURS[message.severity], blocks: blocksOf(message) }];
    return exchange(jsonTo(url, { text: `${address}${escape(message.title)}`, attachments }), network);
  },
};
