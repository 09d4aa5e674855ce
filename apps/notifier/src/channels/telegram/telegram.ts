import { type AlertMessage, clip } from '../../messages/alert-message.js';
import { type Channel, DeliveryError } from '../channel.js';
import { below, exchange, jsonTo } from '../http-exchange.js';

const MAX_TEXT = 4_096;
const MAX_SUMMARY = 2_500;

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function htmlOf(message: AlertMessage): string {
  const facts = message.facts.map(({ name, value }) => `<b>${escape(name)}:</b> ${escape(clip(value, 300))}`);
  const links = message.links.map(
    ({ label, url }) => `<a href="${escape(url).replace(/"/g, '&quot;')}">${escape(label)}</a>`,
  );
  let text = `<b>${escape(clip(message.title, 300))}</b>\n${escape(clip(message.summary, MAX_SUMMARY))}`;
  // Cut by whole lines: half a tag would make Telegram refuse the message.
  for (const line of [...facts, links.join(' · ')]) {
    if (line && text.length + line.length < MAX_TEXT) text += `\n${line}`;
  }
  return text;
}

/** Telegram tells in the body of its answer how long to wait. */
function withRetryAfter(error: unknown): unknown {
  if (!(error instanceof DeliveryError) || error.retryAfterMs !== null) return error;
  const seconds = Number(/"retry_after":\s*(\d{1,6})/.exec(error.message)?.[1]);
  if (!(seconds > 0)) return error;
  return new DeliveryError(error.message, { status: error.status, retryAfterMs: seconds * 1000, cause: error });
}

/** A Telegram bot (https://core.telegram.org/bots/api#sendmessage). */
export const telegram: Channel<'telegram'> = {
  hasIncidents: false,
  async send(message, { apiUrl, botToken, chatId }, network) {
    const body = {
      chat_id: chatId,
      text: htmlOf(message),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      disable_notification: message.severity === 'info',
    };
    try {
      return await exchange(jsonTo(below(apiUrl, `/bot${botToken}/sendMessage`), body), network);
    } catch (error) {
      throw withRetryAfter(error);
    }
  },
};
