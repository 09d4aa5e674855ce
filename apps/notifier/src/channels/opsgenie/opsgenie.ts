import { clip, plainText } from '../../messages/alert-message.js';
import type { Channel } from '../channel.js';
import { below, exchange, jsonTo } from '../http-exchange.js';

/** Opsgenie's Alert API (https://docs.opsgenie.com/docs/alert-api). An alias has one open alert at most. */
export const opsgenie: Channel<'opsgenie'> = {
  hasIncidents: true,
  send(message, { apiUrl, apiKey, priority }, network) {
    const headers = { authorization: `GenieKey ${apiKey}` };
    const { incident } = message;
    if (incident?.action === 'close') {
      const path = `/v2/alerts/${encodeURIComponent(incident.key)}/close?identifierType=alias`;
      const note = clip(plainText(message), 25_000);
      return exchange(jsonTo(below(apiUrl, path), { source: 'Wakeful', note }, headers), network);
    }
    const alert = {
      message: clip(message.title, 130),
      alias: incident?.key ?? `wakeful-${message.id}`,
      description: clip(plainText(message), 15_000),
      source: 'Wakeful',
      priority: message.severity === 'critical' ? priority : message.severity === 'warning' ? 'P3' : 'P5',
      details: Object.fromEntries(message.facts.map(({ name, value }) => [name, clip(value, 1000)])),
    };
    return exchange(jsonTo(below(apiUrl, '/v2/alerts'), alert, headers), network);
  },
};
