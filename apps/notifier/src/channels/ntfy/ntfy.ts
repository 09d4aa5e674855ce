import { clip, plainText, type Severity } from '../../messages/alert-message.js';
import type { Channel } from '../channel.js';
import { below, exchange, jsonTo } from '../http-exchange.js';

const PRIORITIES: Readonly<Record<Severity, number>> = { critical: 5, warning: 4, info: 2, good: 3 };
const TAGS: Readonly<Record<Severity, string>> = {
  critical: 'rotating_light',
  warning: 'warning',
  info: 'information_source',
  good: 'white_check_mark',
};
/** ntfy turns a longer message into an attached file. */
const MAX_TEXT = 3_500;
const MAX_ACTIONS = 3;

/** A topic of ntfy.sh or of a server of one's own (https://docs.ntfy.sh/publish/#publish-as-json). */
export const ntfy: Channel<'ntfy'> = {
  hasIncidents: false,
  send(message, { serverUrl, topic, token }, network) {
    const body = {
      topic,
      // A second message of the same sequence takes the place of the first (ntfy 2.16 and later).
      sequence_id: message.id,
      title: clip(message.title, 250),
      message: clip(plainText({ ...message, links: [] }), MAX_TEXT),
      priority: PRIORITIES[message.severity],
      tags: [TAGS[message.severity]],
      ...(message.links[0] && { click: message.links[0].url }),
      actions: message.links.slice(0, MAX_ACTIONS).map(({ label, url }) => ({ action: 'view', label, url })),
    };
    const headers = token === null ? undefined : { authorization: `Bearer ${token}` };
    return exchange(jsonTo(below(serverUrl, '/'), body, headers), network);
  },
};
