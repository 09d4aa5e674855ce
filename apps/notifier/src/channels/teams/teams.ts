import type { AlertMessage, Severity } from '../../messages/alert-message.js';
import { cutText, inBytes } from '../../messages/cut-text.js';
import type { Channel } from '../channel.js';
import { exchange, jsonTo } from '../http-exchange.js';

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: 'attention',
  warning: 'warning',
  info: 'default',
  good: 'good',
};
/**
 * Teams refuses messages of more than about 28 KB, and counts a character as two bytes or more
 * (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook).
 */
const MAX_BYTES = 27_000;
const MAX = { title: 300, facts: 15, value: 300 };

/** A text block supports a subset of Markdown and date templates in double braces. */
export const escapeTeams = (text: string): string =>
  text
    .replace(/[\\*_[\]()#`~<>&!|]/g, '\\$&')
    .replace(/^(\s*)([-+](?=\s)|\d+(?=[.)]\s))/gm, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`,
    )
    .replace(/\{(?=\{)/g, '{\u200b');

const sizeOf = (value: unknown): number => {
  const json = JSON.stringify(value);
  return Math.max(2 * json.length, inBytes(json));
};
const cut = (text: string, maxCharacters: number): string =>
  escapeTeams(cutText(text, maxCharacters, (part) => escapeTeams(part).length));

function cardOf(message: AlertMessage, summary: string) {
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
        text: cut(message.title, MAX.title),
      },
      ...(summary ? [{ type: 'TextBlock', wrap: true, text: summary }] : []),
      ...(message.facts.length > 0
        ? [
            {
              type: 'FactSet',
              facts: message.facts
                .slice(0, MAX.facts)
                .map(({ name, value }) => ({ title: name, value: cut(value, MAX.value) })),
            },
          ]
        : []),
    ],
    actions: message.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  };
}

const bodyOf = (content: ReturnType<typeof cardOf>) => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
});

/** Lines become paragraphs. */
const asParagraphs = (text: string): string => escapeTeams(text).replace(/\n+/g, '\n\n');

export function teamsBody(message: AlertMessage) {
  const room = MAX_BYTES - sizeOf(bodyOf(cardOf(message, '–')));
  const summary = cutText(message.summary, room, (text) => sizeOf(asParagraphs(text)));
  return bodyOf(cardOf(message, asParagraphs(summary)));
}

/** A Teams workflow "When a Teams webhook request is received", which posts the Adaptive Card of the request. */
export const teams: Channel<'teams'> = {
  send: (message, { url }, network) => exchange(jsonTo(url, teamsBody(message)), network),
};
