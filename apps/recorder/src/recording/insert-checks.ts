import type { CheckResult } from '@wakeful/contracts';
import { numberArray, reasonCodes, statusCodes, storableText, timeArray, triggerCodes } from '@wakeful/persistence';
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

const INSERT = `
  INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us,
                      http_status, location_id, status, reason, trigger, detail)
  SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[],
                       $9::smallint[], $10::smallint[], $11::smallint[], $12::smallint[], $13::smallint[], $14::text[])
  ON CONFLICT DO NOTHING
  RETURNING monitor_key, (extract(epoch FROM scheduled_at) * 1000)::float8 AS slot_ms, location_id`;

/** Stores results, each identity once. Returns those that were not there before, in the order given. */
export async function insertChecks(manager: EntityManager, rows: readonly KeyedResult[]): Promise<KeyedResult[]> {
  if (rows.length === 0) return [];
  const numbers = (pick: (row: KeyedResult) => number): string => numberArray(rows.map(pick));
  const inserted = await manager.query<{ monitor_key: number; slot_ms: number; location_id: number }[]>(INSERT, [
    timeArray(rows.map((row) => row.slotMs)),
    numbers((row) => row.monitorKey),
    numbers((row) => row.startedMs - row.slotMs),
    numbers((row) => row.result.timings.dnsUs),
    numbers((row) => row.result.timings.connectUs),
    numbers((row) => row.result.timings.tlsUs),
    numbers((row) => row.result.timings.ttfbUs),
    numbers((row) => row.result.timings.transferUs),
    numbers((row) => row.result.httpStatus ?? 0),
    numbers((row) => row.locationId),
    numbers((row) => statusCodes.toCode[row.result.status]),
    numbers((row) => reasonCodes.toCode[row.result.reason ?? 'none']),
    numbers((row) => triggerCodes.toCode[row.result.trigger]),
    rows.map((row) => storableText(row.result.detail)),
  ]);
  const fresh = new Set(inserted.map((row) => identityOf(row.monitor_key, row.slot_ms, row.location_id)));
  // `delete` says whether it was there: of two equal results in one batch only the first counts.
  return rows.filter((row) => fresh.delete(identityOf(row.monitorKey, row.slotMs, row.locationId)));
}
