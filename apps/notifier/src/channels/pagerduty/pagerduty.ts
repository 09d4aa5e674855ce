import type { AlertMessage, Severity } from '../../messages/alert-message.js';
import { cutText } from '../../messages/cut-text.js';
import type { Channel } from '../channel.js';
import { below, exchangeAll, jsonTo } from '../http-exchange.js';

const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  warning: 'warning',
  info: 'info',
  good: 'info',
};

/** The first is PagerDuty's; the others keep an event far below its 512 KB. */
const MAX = { summary: 1024, source: 1024, details: 30, detail: 1000 };

function payloadOf(message: AlertMessage) {
  return {
    summary: cutText([message.title, message.summary].filter(Boolean).join(': '), MAX.summary),
    source: cutText(String(message.values.monitorUrl ?? 'Wakeful'), MAX.source),
    timestamp: message.occurredAt,
    custom_details: Object.fromEntries(
      message.facts.slice(0, MAX.details).map(({ name, value }) => [name, cutText(value, MAX.detail)]),
    ),
  };
}

/** The requests of a message, each with path and body. */
export function pagerdutyEvents(message: AlertMessage, routingKey: string): { path: string; body: object }[] {
  const { incident } = message;
  const payload = payloadOf(message);
  const links = message.links.map(({ label, url }) => ({ href: url, text: label }));
  const event = { routing_key: routingKey, payload, links };
  if (incident === null) return [{ path: '/v2/change/enqueue', body: event }];
  const actions =
    incident.action === 'open'
      ? [{ event_action: 'trigger', dedup_key: incident.key }]
      : incident.keys.map((key) => ({ event_action: 'resolve', dedup_key: key }));
  const alert = { ...event, client: 'Wakeful', payload: { ...payload, severity: SEVERITIES[message.severity] } };
  return actions.map((action) => ({ path: '/v2/enqueue', body: { ...alert, ...action } }));
}

/** PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/send-alert-event). */
export const pagerduty: Channel<'pagerduty'> = {
  send(message, { apiUrl, routingKey }, network) {
    const events = pagerdutyEvents(message, routingKey);
    return exchangeAll(
      events.map(({ path, body }) => jsonTo(below(apiUrl, path), body)),
      network,
    );
  },
};
