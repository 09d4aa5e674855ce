import type { CheckTrigger } from '@wakeful/contracts';
import type { JudgedResult, Place } from '@wakeful/domain';
import { checksAround, reasonCodes, type RowsOf, rowsOf, statusCodes, triggerCodes } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** Around which stored checks of a monitor to read. */
export interface StretchToRead {
  readonly monitorKey: number;
  readonly from: Place;
  readonly until: Place;
}

/** A stored check as it is judged, with what tells people of it if it is a failure. */
export interface StoredCheck extends JudgedResult {
  readonly trigger: CheckTrigger;
  readonly httpStatus: number;
  readonly detail: string;
  readonly location: string;
}

export interface StoredAround {
  /** In order: up to `reach` before `from`, everything from there to `until`, up to `reach` behind it. */
  readonly checks: StoredCheck[];
  readonly isFromStart: boolean;
  readonly isToEnd: boolean;
  /** There are more between `from` and `until` than were read. */
  readonly isTooLong: boolean;
}

type Row = RowsOf<typeof checksAround>[number];

function checkOf({ slotMs, delayMs, totalUs, locationId, location, httpStatus, detail, ...row }: Row): StoredCheck {
  const startedMs = slotMs + delayMs;
  const reason = reasonCodes.nameOf(row.reason);
  return {
    slotMs,
    locationId,
    location,
    startedMs,
    endedMs: startedMs + Math.ceil(totalUs / 1000),
    status: statusCodes.nameOf(row.status),
    reason: reason === 'none' ? null : reason,
    trigger: triggerCodes.nameOf(row.trigger),
    httpStatus,
    detail,
  };
}

/**
 * Reads the stored checks around stretches of monitors' time, one result for each stretch.
 * @param reach how many checks before and behind a stretch
 * @param maxWithin how many checks of the stretch itself at most
 */
export async function readStoredAround(
  manager: EntityManager,
  stretches: readonly StretchToRead[],
  reach: number,
  maxWithin: number,
): Promise<StoredAround[]> {
  const rows = await rowsOf(manager, checksAround, {
    stretches: stretches.map((one) => ({
      monitorKey: one.monitorKey,
      fromMs: one.from.slotMs,
      untilMs: one.until.slotMs,
    })),
    reach,
    maxWithin: maxWithin + 1,
  });
  const found = stretches.map((): Row[] => []);
  for (const row of rows) found[row.position - 1]?.push(row);
  return found.map((ofStretch) => {
    const count = (name: Row['part']): number => ofStretch.filter((row) => row.part === name).length;
    return {
      checks: ofStretch.map(checkOf),
      isFromStart: count('before') < reach,
      isToEnd: count('behind') < reach,
      isTooLong: count('within') > maxWithin,
    };
  });
}
