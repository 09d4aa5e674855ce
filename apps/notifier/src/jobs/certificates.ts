import { DAY_MS } from '@wakeful/contracts';
import { expiringCertificates, knownEvents, type RowsOf, rowsOf } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import type { AlertEvent } from '../events/alert-event.js';

/** The days before expiry on which an alert is sent, once each per certificate. */
const CERTIFICATE_DAYS: readonly number[] = [1, 3, 7, 14, 30];

type Expiring = RowsOf<typeof expiringCertificates>[number];

/** The lowest threshold reached; null if none. */
export function thresholdOf(expiresMs: number, nowMs: number): number | null {
  return CERTIFICATE_DAYS.find((days) => expiresMs - nowMs <= days * DAY_MS) ?? null;
}

function eventOf({ monitorId, name, url, expiresMs }: Expiring, nowMs: number): AlertEvent | null {
  const thresholdDays = thresholdOf(expiresMs, nowMs);
  if (thresholdDays === null) return null;
  const facts = { name, url, expiresAt: new Date(expiresMs).toISOString(), thresholdDays };
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
  const rows = await rowsOf(dataSource, expiringCertificates, { now: nowMs, days: Math.max(...CERTIFICATE_DAYS) });
  const events = rows.flatMap((row) => eventOf(row, nowMs) ?? []);
  const told = await rowsOf(dataSource, knownEvents, { ids: events.map(({ id }) => id) });
  const known = new Set(told.map(({ id }) => id));
  for (const event of events) if (!known.has(event.id)) await acceptEvent.execute(event);
}
