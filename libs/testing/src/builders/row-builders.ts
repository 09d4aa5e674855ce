import { randomUUID } from 'node:crypto';

/** A DataSource or one of its managers. */
interface Database {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

type Time = Date | string;

export interface DowntimeWindowRow {
  readonly id?: string;
  readonly startedAt: Time;
  /** null: it is open. */
  readonly endedAt?: Time | null;
  readonly lastGoodAt?: Time | null;
  readonly openedAt?: Time;
  readonly reason?: string;
  readonly firstFailure?: object;
}

/** Stores a downtime window of three failed checks; resolves to its id. */
export async function insertDowntimeWindow(
  database: Database,
  monitorId: string,
  { id = randomUUID(), startedAt, openedAt = new Date(), reason = 'http_status', ...rest }: DowntimeWindowRow,
): Promise<string> {
  const { endedAt = null, lastGoodAt = null, firstFailure = {} } = rest;
  await database.query(
    `INSERT INTO downtime_windows (id, monitor_id, started_at, opened_at, ended_at, last_good_at, reasons, affected_checks,
                                   first_failure)
     VALUES ($1, $2, $3, $4, $5, $6, ARRAY[$7::text], 3, $8)`,
    [id, monitorId, startedAt, openedAt, endedAt, lastGoodAt, reason, JSON.stringify(firstFailure)],
  );
  return id;
}

/** Stores a check of 10 ms per minute, with a code of a status (1 is `up`), from the location `default`. */
export async function insertChecksEachMinute(
  database: Database,
  monitorKey: number,
  { fromMs, toMs, status = 1 }: { fromMs: number; toMs: number; status?: number },
): Promise<void> {
  await database.query(
    `INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us, http_status,
                         location_id, status, reason, trigger, detail)
     SELECT at, $1, 0, 0, 1000, 0, 8000, 1000, 200, (SELECT id FROM locations WHERE name = 'default'), $4, 0, 1, ''
       FROM generate_series($2::timestamptz, $3::timestamptz - interval '1 ms', interval '1 minute') at`,
    [monitorKey, new Date(fromMs), new Date(toMs), status],
  );
}
