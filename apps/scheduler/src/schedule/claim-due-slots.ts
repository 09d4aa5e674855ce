import { Inject, Injectable } from '@nestjs/common';
import { databaseNowMs, numberArray, timeArray } from '@wakeful/persistence';
import { workLag } from '@wakeful/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { type ClaimedRow, type ClaimedSlot, claimedSlotOf } from './claimed-slot.js';
import { DueCheckPublisher } from './due-check-publisher.js';
import { checksPublished, scheduleLag, slotsSkipped } from './schedule-metrics.js';

export interface ClaimSummary {
  /** Rows that were due and are settled now. */
  claimed: number;
  /** Checks that a full queue refused. */
  shed: number;
}

const CLAIM = `
  SELECT s.monitor_id AS "monitorId", s.trigger, (extract(epoch FROM s.next_due_at) * 1000)::float8 AS "dueMs",
         s.interval_ms AS "intervalMs", s.phase_ms AS "phaseMs", s.location, m.locations, m.url, m.method,
         m.timeout_ms AS "timeoutMs", m.probe, m.sealed_secrets AS "sealedSecrets"
    FROM monitor_schedule s JOIN monitors m ON m.id = s.monitor_id
   WHERE s.next_due_at <= $1
   ORDER BY s.next_due_at
   LIMIT $2
     FOR UPDATE OF s SKIP LOCKED`;

/**
 * Claims what is due and publishes it, in one transaction. Replicas skip each other's rows. A crash before the commit
 * leaves the rows due: the same checks are published again and known by their ids.
 */
@Injectable()
export class ClaimDueSlots {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(DueCheckPublisher) private readonly publisher: DueCheckPublisher,
  ) {}

  /** @param givenMs what time it is; without it the database says, whose clock all schedulers share */
  async run(limit: number, givenMs?: number): Promise<ClaimSummary> {
    const summary = await this.dataSource.transaction(async (manager) => {
      const nowMs = givenMs ?? (await databaseNowMs(manager));
      const beganMs = performance.now();
      const rows = await manager.query<ClaimedRow[]>(CLAIM, [new Date(nowMs), limit]);
      if (rows.length === 0) return { claimed: 0, shed: 0 };
      const slots = rows.map((row) => claimedSlotOf(row, nowMs));
      const shed = await this.publisher.publish(slots);
      await this.#advance(manager, rows, slots);
      this.#observe(slots, nowMs + performance.now() - beganMs);
      return { claimed: rows.length, shed };
    });
    this.publisher.settle();
    return summary;
  }

  /** Milliseconds until the next row is due, below 0 when it is overdue; null when nothing is scheduled at all. */
  async untilNextDueMs(): Promise<number | null> {
    const rows = await this.dataSource.query<{ ms: number | null }[]>(
      'SELECT (extract(epoch FROM min(next_due_at) - clock_timestamp()) * 1000)::float8 AS ms FROM monitor_schedule',
    );
    return rows[0]?.ms ?? null;
  }

  async #advance(manager: EntityManager, rows: readonly ClaimedRow[], slots: readonly ClaimedSlot[]): Promise<void> {
    const regular = slots.filter((slot) => slot.nextDueMs !== null);
    await manager.query(
      `UPDATE monitor_schedule s SET next_due_at = claimed.next_due_at
         FROM unnest($1::uuid[], $2::timestamptz[]) AS claimed (monitor_id, next_due_at)
        WHERE s.monitor_id = claimed.monitor_id AND s.trigger = 1`,
      [regular.map((slot) => slot.check.monitorId), timeArray(regular.map((slot) => slot.nextDueMs))],
    );
    const oneOff = rows.filter((_, index) => slots[index]?.nextDueMs === null);
    if (oneOff.length === 0) return;
    await manager.query(
      `DELETE FROM monitor_schedule s USING unnest($1::uuid[], $2::smallint[]) AS claimed (monitor_id, trigger)
        WHERE s.monitor_id = claimed.monitor_id AND s.trigger = claimed.trigger`,
      [oneOff.map((row) => row.monitorId), numberArray(oneOff.map((row) => row.trigger))],
    );
  }

  #observe(slots: readonly ClaimedSlot[], publishedMs: number): void {
    for (const { check, locations, skippedSlots } of slots) {
      const lagSeconds = Math.max(0, publishedMs - Date.parse(check.scheduledAt)) / 1000;
      scheduleLag.observe(lagSeconds);
      workLag.observe(lagSeconds);
      checksPublished.inc({ trigger: check.trigger }, locations.length);
      if (skippedSlots > 0) slotsSkipped.inc(skippedSlots);
    }
  }
}
