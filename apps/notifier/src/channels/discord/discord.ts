import type { SettingsOf } from '@wakeful/contracts';
import type { AlertMessage, Severity } from '../../messages/alert-message.js';
import { cutText } from '../../messages/cut-text.js';
import type { Channel } from '../channel.js';
import { exchange, jsonTo } from '../http-exchange.js';

const COLOURS: Readonly<Record<Severity, number>> = {
  critical: 0xd92d20,
  warning: 0xf79009,
  info: 0x667085,
  good: 0x12b76a,
};
/** Limits per field and in total (https://docs.discord.com/developers/resources/message#embed-object-embed-limits). */
const MAX = { title: 256, description: 4096, fields: 25, value: 1024, sum: 6000 };
const MAX_SUM_OF_FIELDS = 2000;

/** Text that Discord autolinks; inside it nothing is formatting, and a backslash would become part of the URL. */
const LINKED = /(https?:\/\/[^\s<>]+[^\s<>.,:;"'\])*_~|`])/;
const FORMATTING = /[\\*_~`|<>[\]()#@]/g;
const START_OF_LIST = /^(\s*)([-+](?=\s)|\d+(?=[.)]\s))/gm;

/** Escapes all formatting characters. */
export const escapeDiscord = (text: string): string =>
  text
    .split(LINKED)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(FORMATTING, '\\$&')
            .replace(START_OF_LIST, (_, space: string, mark: string) =>
              /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`,
            ),
    )
    .join('');

const escapedLength = (text: string): number => escapeDiscord(text).length;
const cut = (text: string, max: number): string => escapeDiscord(cutText(text, max, escapedLength));

function fieldsOf({ facts }: AlertMessage) {
  let left = MAX_SUM_OF_FIELDS;
  return facts.slice(0, MAX.fields).flatMap(({ name, value }) => {
    const shown = cut(value, Math.min(MAX.value, left - name.length));
    if (!shown.trim()) return [];
    left -= name.length + shown.length;
    return [{ name, value: shown, inline: value.length < 40 }];
  });
}

const linkOf = ({ label, url }: AlertMessage['links'][number]): string =>
  `[${escapeDiscord(label)}](${url.replace(/\(/g, '%28').replace(/\)/g, '%29')})`;

function embedOf(message: AlertMessage) {
  const title = cut(message.title, MAX.title);
  const fields = fieldsOf(message);
  const taken = fields.reduce((sum, { name, value }) => sum + name.length + value.length, title.length);
  const links = message.links.map(linkOf).join(' · ');
  const room = Math.min(MAX.description, MAX.sum - taken) - links.length - 2;
  const description = [cut(message.summary, room), links].filter(Boolean).join('\n\n');
  return { title, description, color: COLOURS[message.severity], timestamp: message.occurredAt, fields };
}

/** Only the mention of the channel's settings notifies anyone, whatever the monitored page contains. */
function allowedMentions(mention: string) {
  const idsIn = (pattern: RegExp): string[] => [...mention.matchAll(pattern)].map(([, id]) => id ?? '');
  return {
    parse: /@(everyone|here)\b/.test(mention) ? ['everyone'] : [],
    roles: idsIn(/<@&(\d+)>/g),
    users: idsIn(/<@!?(\d+)>/g),
  };
}

export function discordBody(message: AlertMessage, { mention }: Pick<SettingsOf<'discord'>, 'mention'>) {
  const content = message.severity === 'critical' && message.kind !== 'update' ? mention : '';
  return {
    username: 'Wakeful',
    content,
    embeds: [embedOf(message)],
    allowed_mentions: allowedMentions(content),
  };
}

/** A Discord webhook (https://docs.discord.com/developers/resources/webhook#execute-webhook). */
export const discord: Channel<'discord'> = {
  hasIncidents: false,
  send: (message, settings, network) => exchange(jsonTo(settings.url, discordBody(message, settings)), network),
};
