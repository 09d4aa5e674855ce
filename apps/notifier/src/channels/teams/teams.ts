import { type AlertMessage, clip, type Severity } from '../../messages/alert-message.js';
import type { Channel } from '../channel.js';
import { exchange, jsonTo } from '../http-exchange.js';

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: 'attention',
  warning: 'warning',
  info: 'default',
  good: 'good',
};
/** Teams refuses messages beyond 28 KB. */
const MAX_TEXT = 6_000;

/** A text block takes some Markdown. */
const escape = (text: string): string => text.replace(/[\\*_[\]()#`]/g, '\\$&');

function cardOf(message: AlertMessage) {
  const text = (of: string, maxCharacters: number): string => escape(clip(of, maxCharacters));
  const facts = message.facts.map(({ name, value }) => ({ title: name, value: text(value, 1000) }));
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      {
        type: 'TextBlock',
        size: 'Large',
        weight: 'Bolder',
        wrap: true,
        color: COLOURS[message.severity],
        text: text(message.title, 300),
      },
      { type: 'TextBlock', wrap: true, text: text(message.summary, MAX_TEXT).replace(/\n/g, '\n\n') },
      { type: 'FactSet', facts },
    ],
    actions: message.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  };
}

/** A Teams workflow "When a Teams webhook request is received", which posts the Adaptive Card of the request. */
export const teams: Channel<'teams'> = {
  hasIncidents: false,
  send(message, { url }, network) {
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const attachments = [{ contentType, contentUrl: null, content: cardOf(message) }];
    return exchange(jsonTo(url, { type: 'message', attachments }), network);
  },
};
