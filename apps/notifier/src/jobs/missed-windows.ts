import type { FailureReason } from '@wakeful/contracts';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import { type AlertEvent, downEvent, recoveredEvent } from '../events/alert-event.js';

interface WindowRow {
  windowId: string;
  monitorId: string;
  name: string;
  url: string;
  startedAt: Date;
  endedAt: Date | null;
  lastGoodAt: Date | null;
  reason: FailureReason | null;
  detail: string | null;
  affectedChecks: number;
}

/** In a storm a message may take a while. */
const MISSED = `
  SELECT w.id AS "windowId", w.monitor_id AS "monitorId", m.name, m.url, w.started_at AS "startedAt",
         w.ended_at AS "endedAt", w.last_good_at AS "lastGoodAt", w.first_failure->>'reason' AS reason,
         w.first_failure->>'detail' AS detail, w.affected_checks AS "affectedChecks"
    FROM downtime_windows w JOIN monitors m ON m.id = w.monitor_id
   WHERE w.opened_at > now() - interval '24 hours' AND w.opened_at < now() - interval '5 minutes'
     AND (NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.id = 'down:' || w.id)
          OR (w.ended_at < now() - interval '5 minutes' AND w.ended_by IS NULL
              AND NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.id = 'recovered:' || w.id)))
   LIMIT 5000`;

function eventOf({ startedAt, endedAt, lastGoodAt, detail, affectedChecks, ...row }: WindowRow): AlertEvent {
  const opened = {
    ...row,
    startedAt: startedAt.toISOString(),
    lastGoodAt: lastGoodAt?.toISOString() ?? null,
    detail: detail ?? '',
  };
  return endedAt === null
    ? downEvent(opened)
    : recoveredEvent({ ...opened, endedAt: endedAt.toISOString(), affectedChecks });
}

/** NATS may lose acknowledged messages. Outages are in Postgres: those without a message are alerted on from there. */
export async function tellMissedWindows(
  dataSource: DataSource,
  acceptEvent: AcceptEvent,
  signal?: AbortSignal,
): Promise<void> {
  for (const row of await dataSource.query<WindowRow[]>(MISSED)) {
    if (signal?.aborted) return;
    await acceptEvent.execute(eventOf(row));
  }
}
