import type { AlertMessage, Severity } from '../../messages/alert-message.js';
import { plainText } from '../../messages/alert-message.js';
import { cutText, inBytes, inJsonBytes } from '../../messages/cut-text.js';
import type { Channel } from '../channel.js';
import { below, exchange, jsonTo } from '../http-exchange.js';

const PRIORITIES: Readonly<Record<Severity, number>> = { critical: 5, warning: 4, info: 2, good: 3 };
const TAGS: Readonly<Record<Severity, string>> = {
  critical: 'rotating_light',
  warning: 'warning',
  info: 'information_source',
  good: 'white_check_mark',
};
/**
 * A longer message becomes an attachment or is refused, and a request of more than twice that is refused
 * (https://docs.ntfy.sh/config/#config-options, `message-size-limit`). A notification has three buttons.
 */
const MAX = { titleBytes: 250, messageBytes: 4096, requestBytes: 8192, actions: 3 };

export function ntfyBody(message: AlertMessage, topic: string) {
  const fixed = {
    topic,
    // A second message of the same sequence replaces the first (ntfy 2.16 and later).
    sequence_id: message.id,
    title: cutText(message.title, MAX.titleBytes, inJsonBytes),
    priority: PRIORITIES[message.severity],
    tags: [TAGS[message.severity]],
    ...(message.links[0] && { click: message.links[0].url }),
    actions: message.links.slice(0, MAX.actions).map(({ label, url }) => ({ action: 'view', label, url })),
  };
  const room = MAX.requestBytes - inBytes(JSON.stringify({ ...fixed, message: '' }));
  const text = plainText({ ...message, links: message.links.slice(MAX.actions) });
  const sizeOf = (part: string): number => Math.max(inBytes(part), (inJsonBytes(part) * MAX.messageBytes) / room);
  return { ...fixed, message: cutText(text, MAX.messageBytes, sizeOf) };
}

/** A topic on ntfy.sh or a self-hosted server (https://docs.ntfy.sh/publish/#publish-as-json). */
export const ntfy: Channel<'ntfy'> = {
  send(message, { serverUrl, topic, token }, network) {
    const headers = token === null ? undefined : { authorization: `Bearer ${token}` };
    return exchange(jsonTo(below(serverUrl, '/'), ntfyBody(message, topic), headers), network);
  },
};
