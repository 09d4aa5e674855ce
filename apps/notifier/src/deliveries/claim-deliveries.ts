import type { DeliveryKind } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';
import type { EventFacts } from '../events/alert-event.js';
import { isDiagnosedSql } from '../messages/evidence.js';

/** Longer than an attempt may take: a delivery not settled by then was abandoned by a dead process and is due again. */
export const LEASE_SECONDS = 60;
/** A slow receiver must not hold up others. */
export const MAX_PER_CHANNEL = 4;
const GIVE_UP_AFTER_HOURS = 24;

/** A delivery that only this process may attempt until its lease expires. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly channelId: string;
  readonly eventId: string;
  readonly kind: DeliveryKind;
  readonly monitorId: string | null;
  readonly windowId: string | null;
  /** The number of this attempt. A result of an older attempt is ignored. */
  readonly attempts: number;
  readonly failures: number;
  /** Consecutive rejections by the receiver. */
  readonly refusals: number;
  /** The recipients that have already accepted it. */
  readonly reached: readonly string[];
  readonly occurredAt: string;
  readonly facts: EventFacts;
}

/**
 * Messages about one monitor reach a channel in order: each waits until earlier ones are settled. So does the end of a
 * checker's network loss, which concerns no monitor.
 */
const isNext = `NOT EXISTS (
  SELECT 1 FROM deliveries e
   WHERE d.kind = 'network-back' AND e.channel_id = d.channel_id
     AND e.event_id = 'network-lost' || substr(d.event_id, length('network-back') + 1)
     AND e.state IN ('pending', 'retrying'))
 AND NOT EXISTS (
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
    ) next WHERE NOT c.id = ANY ($1::uuid[]) AND (c.resting_until IS NULL OR c.resting_until <= now()) LIMIT $2
  )
  UPDATE deliveries d
     SET attempts = d.attempts + 1, last_tried_at = now(), next_try_at = now() + interval '${LEASE_SECONDS} seconds',
         give_up_at = coalesce(d.give_up_at, now() + interval '${GIVE_UP_AFTER_HOURS} hours')
    FROM due, alert_events e
   WHERE d.id = due.id AND e.id = d.event_id
  RETURNING d.id, d.channel_id AS "channelId", d.event_id AS "eventId", d.kind, d.monitor_id AS "monitorId", d.window_id AS "windowId",
            d.attempts, d.failures, d.refusals, d.reached, e.occurred_at AS "occurredAt", e.facts`;

type Row = Omit<ClaimedDelivery, 'occurredAt'> & { occurredAt: Date };

/**
 * Claims due deliveries, at most a few per channel and none for a channel whose receiver asked to wait.
 * @param busyChannelIds channels with enough deliveries in flight
 */
export async function claimDeliveries(
  manager: EntityManager,
  busyChannelIds: readonly string[],
  maxDeliveries: number,
): Promise<ClaimedDelivery[]> {
  const [rows] = await manager.query<[Row[], number]>(CLAIM, [busyChannelIds, maxDeliveries]);
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}

/** Renews the lease of a delivery, if this is still its newest attempt. */
export async function renewLease(manager: EntityManager, { id, attempts }: ClaimedDelivery): Promise<void> {
  await manager.query(
    `UPDATE deliveries SET next_try_at = now() + interval '${LEASE_SECONDS} seconds'
      WHERE id = $1 AND attempts = $2 AND state IN ('pending', 'retrying')`,
    [id, attempts],
  );
}
