import type { SettingsOf } from '@wakeful/contracts';
import { type AlertMessage, plainText } from '../../messages/alert-message.js';
import { cutText } from '../../messages/cut-text.js';
import type { Channel } from '../channel.js';
import { below, exchangeAll, jsonTo } from '../http-exchange.js';

/** Characters per field and of all details together (https://docs.opsgenie.com/docs/alert-api#create-alert). */
const MAX = { message: 130, description: 15_000, note: 25_000, details: 10, detail: 700 };

/** The requests of a message, each with path and body. */
export function opsgenieRequests(
  message: AlertMessage,
  priority: SettingsOf<'opsgenie'>['priority'],
): { path: string; body: object }[] {
  const { incident } = message;
  if (incident?.action === 'close') {
    const body = { source: 'Wakeful', note: plainText(message, MAX.note) };
    return incident.keys.map((key) => ({
      path: `/v2/alerts/${encodeURIComponent(key)}/close?identifierType=alias`,
      body,
    }));
  }
  if (message.kind === 'update' && incident) {
    const body = { source: 'Wakeful', note: plainText(message, MAX.note) };
    return [{ path: `/v2/alerts/${encodeURIComponent(incident.key)}/notes?identifierType=alias`, body }];
  }
  const details = message.facts.slice(0, MAX.details).map(({ name, value }) => [name, cutText(value, MAX.detail)]);
  const body = {
    message: cutText(message.title, MAX.message),
    alias: incident?.key ?? `wakeful-${message.id}`,
    description: plainText(message, MAX.description),
    source: 'Wakeful',
    priority: message.severity === 'critical' ? priority : message.severity === 'warning' ? 'P3' : 'P5',
    details: Object.fromEntries(details) as Record<string, string>,
  };
  return [{ path: '/v2/alerts', body }];
}

/** Opsgenie's Alert API (https://docs.opsgenie.com/docs/alert-api). An alias has at most one open alert. */
export const opsgenie: Channel<'opsgenie'> = {
  hasIncidents: true,
  send(message, { apiUrl, apiKey, priority }, network) {
    const headers = { authorization: `GenieKey ${apiKey}` };
    const requests = opsgenieRequests(message, priority).map(({ path, body }) =>
      jsonTo(below(apiUrl, path), body, headers),
    );
    return exchangeAll(requests, network);
  },
};
