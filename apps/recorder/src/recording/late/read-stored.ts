import type { CheckTrigger } from '@wakeful/contracts';
import type { JudgedResult, Place } from '@wakeful/domain';
import { numberArray, reasonCodes, statusCodes, timeArray, triggerCodes } from '@wakeful/persistence';
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

interface Row {
  position: number;
  part: 'before' | 'within' | 'behind';
  slot_ms: number;
  location_id: number;
  location: string;
  delay_ms: number;
  total_us: number;
  status: number;
  reason: number;
  trigger: number;
  http_status: number;
  detail: string;
}

/** The primary key has the location before the time, so it is read once per location and merged. */
const part = (name: Row['part'], range: string, order: 'ASC' | 'DESC', limit: string): string => `(
  SELECT '${name}' AS part, l.name AS location, c.*
    FROM locations l
   CROSS JOIN LATERAL (
     SELECT * FROM checks
      WHERE monitor_key = r.monitor_key AND location_id = l.id AND ${range}
      ORDER BY scheduled_at ${order} LIMIT ${limit}
   ) c
   ORDER BY c.scheduled_at ${order}, c.location_id ${order} LIMIT ${limit})`;

const READ = `
  SELECT r.position::int, c.part, (extract(epoch FROM c.scheduled_at) * 1000)::float8 AS slot_ms, c.location_id, c.location,
         c.delay_ms, c.dns_us + c.connect_us + c.tls_us + c.ttfb_us + c.transfer_us AS total_us, c.status, c.reason,
         c.trigger, c.http_status,
         CASE WHEN c.status = ${statusCodes.toCode.down} THEN c.detail ELSE '' END AS detail
    FROM unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS r (monitor_key, from_at, until_at, position)
   CROSS JOIN LATERAL (
     ${part('before', 'scheduled_at < r.from_at', 'DESC', '$4')}
     UNION ALL
     ${part('within', 'scheduled_at >= r.from_at AND scheduled_at <= r.until_at', 'ASC', '$5')}
     UNION ALL
     ${part('behind', 'scheduled_at > r.until_at', 'ASC', '$4')}
   ) c
   ORDER BY r.position, c.scheduled_at, c.location_id`;

function checkOf(row: Row): StoredCheck {
  const startedMs = row.slot_ms + row.delay_ms;
  const reason = reasonCodes.nameOf(row.reason);
  return {
    slotMs: row.slot_ms,
    locationId: row.location_id,
    location: row.location,
    startedMs,
    endedMs: startedMs + Math.ceil(row.total_us / 1000),
    status: statusCodes.nameOf(row.status),
    reason: reason === 'none' ? null : reason,
    trigger: triggerCodes.nameOf(row.trigger),
    httpStatus: row.http_status,
    detail: row.detail,
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
  const rows = await manager.query<Row[]>(READ, [
    numberArray(stretches.map((one) => one.monitorKey)),
    timeArray(stretches.map((one) => one.from.slotMs)),
    timeArray(stretches.map((one) => one.until.slotMs)),
    reach,
    maxWithin + 1,
  ]);
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
