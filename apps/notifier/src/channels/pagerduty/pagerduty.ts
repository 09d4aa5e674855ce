import { type AlertMessage, clip, type Severity } from '../../messages/alert-message.js';
import type { Channel } from '../channel.js';
import { below, exchange, jsonTo } from '../http-exchange.js';

const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  warning: 'warning',
  info: 'info',
  good: 'info',
};

function payloadOf(message: AlertMessage) {
  return {
    summary: clip(`${message.title}: ${message.summary}`, 1024),
    source: message.values.monitorUrl ?? 'Wakeful',
    timestamp: message.occurredAt,
    custom_details: Object.fromEntries(message.facts.map(({ name, value }) => [name, value])),
  };
}

/** PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/send-alert-event). */
export const pagerduty: Channel<'pagerduty'> = {
  hasIncidents: true,
  send(message, { apiUrl, routingKey }, network) {
    const links = message.links.map(({ label, url }) => ({ href: url, text: label }));
    const payload = payloadOf(message);
    if (message.incident === null) {
      const change = { routing_key: routingKey, payload, links };
      return exchange(jsonTo(below(apiUrl, '/v2/change/enqueue'), change), network);
    }
    const event = {
      routing_key: routingKey,
      event_action: message.incident.action === 'open' ? 'trigger' : 'resolve',
      dedup_key: message.incident.key,
      client: 'Wakeful',
      payload: { ...payload, severity: SEVERITIES[message.severity] },
      links,
    };
    return exchange(jsonTo(below(apiUrl, '/v2/enqueue'), event), network);
  },
};
