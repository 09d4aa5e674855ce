import type { CheckTrigger, DueCheck, ProbeSpecV1 } from '@wakeful/contracts';
import { dueSlot } from '@wakeful/domain';
import { type claimDueSlots, probeSpecOf, probeSpecV1Of, type RowsOf, triggerCodes } from '@wakeful/persistence';

/** A row of `monitor_schedule` that is due, with what the probe needs of its monitor. */
export type ClaimedRow = RowsOf<typeof claimDueSlots>[number];

/** What is to be published for a claimed row, and what becomes of the row. */
export interface ClaimedSlot {
  check: DueCheck;
  /** The task of `check` in the words of the release before; null: it has none for it. */
  specV1: ProbeSpecV1 | null;
  locations: readonly string[];
  /** null: the row was for one check only and goes. */
  nextDueMs: number | null;
  skippedSlots: number;
}

/** A one-off check that no checker took for this long is no longer worth running. */
const ONE_OFF_EXPIRES_MS = 60_000;
/** Due checks are kept in their stream for ten minutes; a check that waits longer is a gap however long its interval is. */
const MAX_EXPIRES_MS = 600_000;

/** Works out the slot of a claimed row at `nowMs`. */
export function claimedSlotOf(row: ClaimedRow, nowMs: number): ClaimedSlot {
  const trigger: CheckTrigger = triggerCodes.nameOf(row.trigger);
  const isRegular = trigger === 'schedule';
  const due = isRegular ? dueSlot(row, row.dueMs, nowMs) : { slotMs: row.dueMs, nextDueMs: null, skippedSlots: 0 };
  return {
    check: {
      monitorId: row.monitorId,
      scheduledAt: new Date(due.slotMs).toISOString(),
      trigger,
      expiresAfterMs: isRegular ? Math.min(row.intervalMs, MAX_EXPIRES_MS) : ONE_OFF_EXPIRES_MS,
      spec: probeSpecOf(row),
    },
    specV1: probeSpecV1Of(row),
    locations: row.location === null ? row.locations : [row.location],
    nextDueMs: due.nextDueMs,
    skippedSlots: due.skippedSlots,
  };
}
