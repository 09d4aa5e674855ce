import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import type { AlertEvent } from '../events/alert-event.js';

const DAY_MS = 86_400_000;
/** The days before expiry on which an alert is sent, once each per certificate. */
const CERTIFICATE_DAYS: readonly number[] = [1, 3, 7, 14, 30];

interface Expiring {
  monitorId: string;
  name: string;
  url: string;
  expiresAt: Date;
}

/** The lowest threshold reached; null if none. */
export function thresholdOf(expiresMs: number, nowMs: number): number | null {
  return CERTIFICATE_DAYS.find((days) => expiresMs - nowMs <= days * DAY_MS) ?? null;
}

function eventOf({ monitorId, name, url, expiresAt }: Expiring, nowMs: number): AlertEvent | null {
  const thresholdDays = thresholdOf(expiresAt.getTime(), nowMs);
  if (thresholdDays === null) return null;
  const facts = { name, url, expiresAt: expiresAt.toISOString(), thresholdDays };
  return {
    id: `certificate:${monitorId}:${facts.expiresAt}:${thresholdDays}`,
    kind: 'certificate',
    monitorId,
    windowId: null,
    occurredAt: new Date(nowMs).toISOString(),
    facts,
  };
}

/** Alerts on expiring certificates. The event ID prevents repeats, also after a restart. */
export async function watchCertificates(
  dataSource: DataSource,
  acceptEvent: AcceptEvent,
  nowMs: number,
): Promise<void> {
  const rows = await dataSource.query<Expiring[]>(
    `SELECT m.id AS "monitorId", m.name, m.url, s.certificate_expires_at AS "expiresAt"
       FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
      WHERE m.enabled AND s.certificate_expires_at > $1
        AND s.certificate_expires_at <= $1::timestamptz + interval '30 days'`,
    [new Date(nowMs)],
  );
  const events = rows.flatMap((row) => eventOf(row, nowMs) ?? []);
  const told = await dataSource.query<{ id: string }[]>('SELECT id FROM alert_events WHERE id = ANY ($1)', [
    events.map(({ id }) => id),
  ]);
  const known = new Set(told.map(({ id }) => id));
  for (const event of events) if (!known.has(event.id)) await acceptEvent.execute(event);
}
