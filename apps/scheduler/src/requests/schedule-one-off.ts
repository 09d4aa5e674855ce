import type { CheckRequestedV1 } from '@wakeful/contracts';
import { triggerCodes } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

type ConfirmRequest = Extract<CheckRequestedV1, { kind: 'confirm' }>;

/**
 * Schedules a re-check, from the monitor's next location after the one that asked, if it has several. One re-check a
 * monitor waits at a time: the earlier one wins. The monitor is locked against deletion, as else the row for one that is
 * being deleted would fail; of one that is gone nothing is scheduled.
 */
export async function scheduleConfirmation(manager: EntityManager, request: ConfirmRequest): Promise<void> {
  await manager.query(
    `INSERT INTO monitor_schedule AS s (monitor_id, trigger, next_due_at, interval_ms, phase_ms, location)
     SELECT id, $2, $3, 0, 0,
            locations[1 + coalesce(array_position(locations, $4), 0) % cardinality(locations)]
       FROM monitors WHERE id = $1 AND enabled
        FOR KEY SHARE
     ON CONFLICT (monitor_id, trigger)
       DO UPDATE SET next_due_at = least(s.next_due_at, excluded.next_due_at), location = excluded.location`,
    [request.monitorId, triggerCodes.toCode.confirmation, request.at, request.location],
  );
}

/** Schedules one check of every enabled monitor, from all of its locations. */
export async function scheduleCheckOfAll(manager: EntityManager, at: string): Promise<void> {
  await manager.query(
    `INSERT INTO monitor_schedule (monitor_id, trigger, next_due_at, interval_ms, phase_ms)
     SELECT id, $1, $2, 0, 0 FROM monitors WHERE enabled FOR KEY SHARE
     ON CONFLICT (monitor_id, trigger) DO NOTHING`,
    [triggerCodes.toCode.manual, at],
  );
}
