import { missedWindows, type RowsOf, rowsOf } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import { type AlertEvent, downEvent, recoveredEvent } from '../events/alert-event.js';

const eventOf = ({ endedAt, affectedChecks, ...opened }: RowsOf<typeof missedWindows>[number]): AlertEvent =>
  endedAt === null ? downEvent(opened) : recoveredEvent({ ...opened, endedAt, affectedChecks });

/** NATS may lose acknowledged messages. Outages are in Postgres: those without a message are alerted on from there. */
export async function tellMissedWindows(
  dataSource: DataSource,
  acceptEvent: AcceptEvent,
  signal?: AbortSignal,
): Promise<void> {
  for (const row of await rowsOf(dataSource, missedWindows)) {
    if (signal?.aborted) return;
    await acceptEvent.execute(eventOf(row));
  }
}
