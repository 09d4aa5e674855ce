import type { SettingsOf } from '@wakeful/contracts';
import type { AlertMessage, Severity } from '../../messages/alert-message.js';
import { cutText } from '../../messages/cut-text.js';
import type { Channel } from '../channel.js';
import { exchange, jsonTo } from '../http-exchange.js';

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: '#d92d20',
  warning: '#f79009',
  info: '#667085',
  good: '#12b76a',
};
/**
 * https://docs.slack.dev/reference/block-kit/blocks: characters of each text, fields of a section, elements of a
 * context.
 */
const MAX = { header: 150, text: 3000, field: 2000, fields: 10, elements: 10, fallback: 3000 };

/** The three control characters of Slack text. */
export const escapeSlack = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const escapedLength = (text: string): number => escapeSlack(text).length;
const cut = (text: string, max: number): string => escapeSlack(cutText(text, max, escapedLength));

/** Slack's formatting characters cannot be escaped: text with them is sent unformatted. */
const FORMATTING = /[*_~`]|:(?!\d\d:)[\w+'-]+:|^\s*(>|[-•]\s|\d+[.)]\s)/m;
const plain = (text: string, max: number) => ({ type: 'plain_text', text: cutText(text, max) || '–', emoji: false });
/** `verbatim`: no automatic links or mentions. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });

function fieldOf(name: string, value: string) {
  if (/^https?:\/\/[^\s|<>]+$/.test(value) && escapedLength(value) < MAX.field - 100) {
    return mrkdwn(`*${escapeSlack(name)}*\n<${escapeSlack(value)}>`);
  }
  if (FORMATTING.test(value)) return plain(`${name}\n${value}`, MAX.field);
  const title = `*${escapeSlack(name)}*\n`;
  return mrkdwn(`${title}${cut(value, MAX.field - title.length) || '–'}`);
}

const linkOf = ({ label, url }: AlertMessage['links'][number]) =>
  mrkdwn(`<${escapeSlack(url).replace(/\|/g, '%7C')}|${escapeSlack(label)}>`);

function detailsOf(message: AlertMessage): object[] {
  const fields = message.facts.slice(0, MAX.fields).map(({ name, value }) => fieldOf(name, value));
  const links = message.links.slice(0, MAX.elements).map(linkOf);
  return [
    { type: 'section', text: plain(message.summary, MAX.text) },
    ...(fields.length > 0 ? [{ type: 'section', fields }] : []),
    ...(links.length > 0 ? [{ type: 'context', elements: links }] : []),
  ];
}

export function slackBody(message: AlertMessage, settings: Pick<SettingsOf<'slack'>, 'mention'>) {
  const mention = message.severity === 'critical' && message.kind !== 'update' ? settings.mention : '';
  return {
    // For notifications, which show no blocks.
    text: `${mention ? `${mention} ` : ''}${cut(message.title, MAX.fallback)}`,
    blocks: [
      ...(mention ? [{ type: 'section', text: { type: 'mrkdwn', text: mention } }] : []),
      { type: 'header', text: plain(message.title, MAX.header) },
    ],
    attachments: [{ color: COLOURS[message.severity], blocks: detailsOf(message) }],
  };
}

/** A Slack incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export const slack: Channel<'slack'> = {
  hasIncidents: false,
  send: (message, settings, network) => exchange(jsonTo(settings.url, slackBody(message, settings)), network),
};
