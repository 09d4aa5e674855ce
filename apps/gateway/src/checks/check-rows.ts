import type { Check } from '@wakeful/contracts';
import { reasonCodes, statusCodes, triggerCodes } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { checkTimingsOf, type PhaseMicroseconds } from './check-timings.js';

/** A row of `checks`, as `checkColumns` reads it. */
export interface CheckRow extends PhaseMicroseconds {
  scheduledAt: Date;
  delayMs: number;
  httpStatus: number;
  locationId: number;
  status: number;
  reason: number;
  trigger: number;
  detail: string;
}

export const checkColumns = `scheduled_at AS "scheduledAt", delay_ms AS "delayMs", dns_us AS "dnsUs",
  connect_us AS "connectUs", tls_us AS "tlsUs", ttfb_us AS "ttfbUs", transfer_us AS "transferUs",
  http_status AS "httpStatus", location_id AS "locationId", status, reason, trigger, detail`;

/** A check as the API shows it. */
export function checkOf(row: CheckRow, locations: LocationNames): Check {
  const reason = reasonCodes.nameOf(row.reason);
  return {
    scheduledAt: row.scheduledAt.toISOString(),
    startedAt: new Date(row.scheduledAt.getTime() + row.delayMs).toISOString(),
    location: locations.get(row.locationId) ?? 'default',
    trigger: triggerCodes.nameOf(row.trigger),
    status: statusCodes.nameOf(row.status),
    reason: reason === 'none' ? null : reason,
    detail: row.detail,
    httpStatus: row.httpStatus || null,
    timings: checkTimingsOf(row),
  };
}

export type LocationNames = ReadonlyMap<number, string>;

/** The names of all locations by their ids: a handful. */
export async function readLocations(dataSource: DataSource): Promise<LocationNames> {
  const rows = await dataSource.query<{ id: number; name: string }[]>('SELECT id, name FROM locations');
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * The key under which the checks of a monitor are stored.
 * @throws MonitorNotFoundError
 */
export async function readMonitorKey(dataSource: DataSource, monitorId: string): Promise<number> {
  const [row] = await dataSource.query<{ key: number }[]>('SELECT key FROM monitors WHERE id = $1', [monitorId]);
  if (!row) throw new MonitorNotFoundError(monitorId);
  return row.key;
}
