import type { DeliveryKind } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';
import type { EventFacts } from '../events/alert-event.js';
import { isDiagnosedSql } from '../messages/evidence.js';

/** Longer than a try may take: what is not settled by then was left behind by a process that died, and is due again. */
export const LEASE_SECONDS = 60;
/** A receiver that is slow holds up no other. */
export const MAX_PER_CHANNEL = 4;
const GIVE_UP_AFTER_HOURS = 24;

/** A delivery that this process is to try, and nobody else until its lease is over. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly channelId: string;
  readonly kind: DeliveryKind;
  readonly monitorId: string | null;
  readonly windowId: string | null;
  /** The number of this try. Whoever comes with an older one comes too late. */
  readonly attempts: number;
  readonly failures: number;
  readonly occurredAt: string;
  readonly facts: EventFacts;
}

/** Messages about one monitor reach a channel in their order: one waits while an earlier one is not settled. */
const isNext = `NOT EXISTS (
  SELECT 1 FROM deliveries e LEFT JOIN deliveries g ON g.id = e.digest_id
   WHERE e.channel_id = d.channel_id AND e.monitor_id = d.monitor_id AND e.sequence < d.sequence
     AND coalesce(g.state, e.state) IN ('pending', 'retrying'))`;

const CLAIM = `
  WITH due AS (
    SELECT next.id FROM notification_channels c CROSS JOIN LATERAL (
      SELECT d.id FROM deliveries d
       WHERE d.channel_id = c.id AND d.state IN ('pending', 'retrying')
         AND (d.next_try_at <= now() OR (d.attempts = 0 AND d.kind = 'down' AND ${isDiagnosedSql})) AND ${isNext}
       ORDER BY d.next_try_at, d.sequence LIMIT ${MAX_PER_CHANNEL} FOR UPDATE OF d SKIP LOCKED
    ) next WHERE NOT c.id = ANY ($1::uuid[]) LIMIT $2
  )
  UPDATE deliveries d
     SET attempts = d.attempts + 1, last_tried_at = now(), next_try_at = now() + interval '${LEASE_SECONDS} seconds',
         give_up_at = coalesce(d.give_up_at, now() + interval '${GIVE_UP_AFTER_HOURS} hours')
    FROM due, alert_events e
   WHERE d.id = due.id AND e.id = d.event_id
  RETURNING d.id, d.channel_id AS "channelId", d.kind, d.monitor_id AS "monitorId", d.window_id AS "windowId",
            d.attempts, d.failures, e.occurred_at AS "occurredAt", e.facts`;

type Row = Omit<ClaimedDelivery, 'occurredAt'> & { occurredAt: Date };

/**
 * Claims deliveries that are due, a few of each channel at most.
 * @param busyChannelIds channels that have enough under way
 */
export async function claimDeliveries(
  manager: EntityManager,
  busyChannelIds: readonly string[],
  maxDeliveries: number,
): Promise<ClaimedDelivery[]> {
  const [rows] = await manager.query<[Row[], number]>(CLAIM, [busyChannelIds, maxDeliveries]);
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}
