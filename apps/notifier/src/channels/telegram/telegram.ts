import type { SettingsOf } from '@wakeful/contracts';
import type { AlertMessage } from '../../messages/alert-message.js';
import { cutText } from '../../messages/cut-text.js';
import { type Channel, DeliveryError } from '../channel.js';
import { below, exchange, jsonTo } from '../http-exchange.js';

/** https://core.telegram.org/bots/api#sendmessage: counted without tags. */
const MAX = { text: 4096, title: 300, facts: 15, value: 150 };

/** Escapes text for HTML without mentions: a word joiner follows every @. */
export const escapeTelegram = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(?<!\w)@(?=\w)/g, '@\u2060');
const escapedLength = (text: string): number => escapeTelegram(text).length;
const cut = (text: string, max: number): string => escapeTelegram(cutText(text, max, escapedLength));

function telegramHtml(message: AlertMessage): string {
  const title = cut(message.title, MAX.title);
  const facts = message.facts
    .slice(0, MAX.facts)
    .map(({ name, value }) => ({ name: escapeTelegram(name), value: cut(value, MAX.value) }));
  const taken = [
    title,
    ...facts.map(({ name, value }) => `\n${name}: ${value}`),
    ...message.links.map(({ label }) => ` · ${escapeTelegram(label)}`),
  ].join('').length;
  return [
    `<b>${title}</b>`,
    cut(message.summary, MAX.text - taken - 2),
    ...facts.map(({ name, value }) => `<b>${name}:</b> ${value}`),
    message.links.map(({ label, url }) => `<a href="${escapeAttribute(url)}">${escapeTelegram(label)}</a>`).join(' · '),
  ]
    .filter(Boolean)
    .join('\n');
}

const escapeAttribute = (url: string): string =>
  url.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export const telegramBody = (message: AlertMessage, { chatId }: Pick<SettingsOf<'telegram'>, 'chatId'>) => ({
  chat_id: chatId,
  text: telegramHtml(message),
  parse_mode: 'HTML',
  link_preview_options: { is_disabled: true },
  disable_notification: message.severity === 'info',
});

/** Telegram states the retry delay in the response body. */
function withRetryAfter(error: unknown): unknown {
  if (!(error instanceof DeliveryError) || error.retryAfterMs !== null) return error;
  const seconds = Number(/"retry_after":\s*(\d{1,6})/.exec(error.message)?.[1]);
  if (!(seconds > 0)) return error;
  return new DeliveryError(error.message, { status: error.status, retryAfterMs: seconds * 1000, cause: error });
}

/** A Telegram bot (https://core.telegram.org/bots/api#sendmessage). */
export const telegram: Channel<'telegram'> = {
  async send(message, settings, network) {
    const { apiUrl, botToken } = settings;
    try {
      return await exchange(
        jsonTo(below(apiUrl, `/bot${botToken}/sendMessage`), telegramBody(message, settings)),
        network,
      );
    } catch (error) {
      throw withRetryAfter(error);
    }
  },
};
