import { type AlertMessage, alertMessage } from './alert-message.js';

/** A message of an outage with everything that a message can have. */
export function aMessage(overrides: Partial<AlertMessage> = {}): AlertMessage {
  const occurredAt = '2026-01-31T12:00:00.000Z';
  const windowUrl = 'https://status.example/downtime/w1';
  const message = alertMessage(
    {
      id: '1c0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      kind: 'down',
      severity: 'critical',
      title: 'Shop is down',
      summary: 'The page answered 503.',
      occurredAt,
      incident: { key: 'wakeful-m1', action: 'open' },
      facts: [
        { name: 'URL', value: 'https://shop.example/' },
        { name: 'Uptime, last 24 h', value: '99.723%' },
      ],
      links: [{ label: 'Incident', url: windowUrl }],
    },
    {
      monitorId: 'm1',
      monitorName: 'Shop',
      monitorUrl: 'https://shop.example/',
      windowId: 'w1',
      startedAt: occurredAt,
      reason: 'http_status',
      detail: 'The page answered 503.',
      availability24h: 0.997_23,
      windowUrl,
    },
  );
  return { ...message, ...overrides };
}
