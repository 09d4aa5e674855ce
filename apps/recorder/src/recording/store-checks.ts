import type { CheckResult } from '@wakeful/contracts';
import { insertChecks, reasonCodes, rowsOf, statusCodes, triggerCodes } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** A result with the numbers under which it is stored. */
export interface KeyedResult {
  result: CheckResult;
  monitorKey: number;
  locationId: number;
  slotMs: number;
  startedMs: number;
}

const identityOf = (monitorKey: number, slotMs: number, locationId: number): string =>
  `${monitorKey}:${slotMs}:${locationId}`;

/** Stores results, each identity once. Returns those that were not there before, in the order given. */
export async function storeChecks(manager: EntityManager, rows: readonly KeyedResult[]): Promise<KeyedResult[]> {
  if (rows.length === 0) return [];
  const checks = rows.map(({ result, monitorKey, locationId, slotMs, startedMs }) => ({
    ...result.timings,
    monitorKey,
    locationId,
    slotMs,
    delayMs: startedMs - slotMs,
    httpStatus: result.httpStatus ?? 0,
    status: statusCodes.toCode[result.status],
    reason: reasonCodes.toCode[result.reason ?? 'none'],
    trigger: triggerCodes.toCode[result.trigger],
    detail: result.detail,
  }));
  const inserted = await rowsOf(manager, insertChecks, { checks });
  const fresh = new Set(inserted.map((row) => identityOf(row.monitorKey, row.slotMs, row.locationId)));
  // `delete` says whether it was there: of two equal results in one batch only the first counts.
  return rows.filter((row) => fresh.delete(identityOf(row.monitorKey, row.slotMs, row.locationId)));
}
