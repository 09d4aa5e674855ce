import type { Check, CheckTimings } from '@wakeful/contracts';
import {
  allLocations,
  type latestChecksOfMonitor,
  monitorKeyById,
  reasonCodes,
  type RowsOf,
  rowsOf,
  statusCodes,
  triggerCodes,
} from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';

export type CheckRow = RowsOf<typeof latestChecksOfMonitor>[number];
/** Microseconds per phase; 0 means that the phase did not happen. */
export type PhaseMicroseconds = Pick<CheckRow, 'dnsUs' | 'connectUs' | 'tlsUs' | 'ttfbUs' | 'transferUs'>;
export type LocationNames = ReadonlyMap<number, string>;

const MICROSECONDS_PER_MS = 1000;

const phaseMs = (us: number): number | null => (us === 0 ? null : us / MICROSECONDS_PER_MS);

/** The phases as the API shows them. They follow each other without a gap, so the total is their sum. */
export function checkTimingsOf(phases: PhaseMicroseconds): CheckTimings {
  const { dnsUs, connectUs, tlsUs, ttfbUs, transferUs } = phases;
  return {
    dnsMs: phaseMs(dnsUs),
    connectMs: phaseMs(connectUs),
    tlsMs: phaseMs(tlsUs),
    ttfbMs: phaseMs(ttfbUs),
    transferMs: phaseMs(transferUs),
    totalMs: phaseMs(dnsUs + connectUs + tlsUs + ttfbUs + transferUs),
  };
}

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

/** The names of all locations by their ids: a handful. */
export async function readLocations({ database }: ReadContext): Promise<LocationNames> {
  const rows = await rowsOf(database, allLocations);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * The key under which the checks of a monitor are stored.
 * @throws MonitorNotFoundError
 */
export async function readMonitorKey({ database }: ReadContext, monitorId: string): Promise<number> {
  const [monitor] = await rowsOf(database, monitorKeyById, { id: monitorId });
  if (!monitor) throw new MonitorNotFoundError(monitorId);
  return monitor.key;
}
