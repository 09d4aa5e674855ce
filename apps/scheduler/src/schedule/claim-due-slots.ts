import { Inject, Injectable } from '@nestjs/common';
import {
  advanceSchedules,
  changesOf,
  claimDueSlots,
  deleteOneOffs,
  rowsOf,
  timeUntilNextDue,
} from '@wakeful/persistence';
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
      const rows = await rowsOf(manager, claimDueSlots, { now: givenMs ?? null, limit });
      const beganMs = performance.now();
      const [first] = rows;
      if (!first) return { claimed: 0, shed: 0 };
      const { nowMs } = first;
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
    const [next] = await rowsOf(this.dataSource, timeUntilNextDue);
    return next?.ms ?? null;
  }

  async #advance(manager: EntityManager, rows: readonly ClaimedRow[], slots: readonly ClaimedSlot[]): Promise<void> {
    const regular = slots.flatMap(({ check: { monitorId }, nextDueMs }) =>
      nextDueMs === null ? [] : [{ monitorId, nextDueMs }],
    );
    await changesOf(manager, advanceSchedules, { claimed: regular });
    const oneOff = rows.filter((_, index) => slots[index]?.nextDueMs === null);
    if (oneOff.length > 0) await changesOf(manager, deleteOneOffs, { claimed: oneOff });
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
