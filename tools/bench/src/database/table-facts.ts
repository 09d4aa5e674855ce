import { checkedRows } from '@wakeful/launching';
import type pg from 'pg';
import { z } from 'zod';

const tableSize = z.strictObject({ bytes: z.number().nullable(), rows: z.number() });
const bytesWritten = z.strictObject({ bytes: z.number() });
const windowCount = z.strictObject({ count: z.number() });
const gapFacts = z.strictObject({ slots: z.number(), is_settled: z.boolean() });

/** Bytes of `checks` with its indexes, a stored row. */
export async function bytesPerCheck(database: pg.Pool): Promise<number | null> {
  const [facts] = await checkedRows(
    database,
    tableSize,
    `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'checks'::regclass)::float8
              AS bytes,
            (SELECT count(*) FROM checks)::float8 AS rows`,
  );
  return facts?.bytes && facts.rows > 0 ? facts.bytes / facts.rows : null;
}

/** Bytes that went into the write-ahead log so far. */
export async function walBytes(database: pg.Pool): Promise<number> {
  const rows = await checkedRows(
    database,
    bytesWritten,
    `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes`,
  );
  return rows[0]?.bytes ?? 0;
}

export async function countDowntimeWindows(database: pg.Pool): Promise<number> {
  const rows = await checkedRows(database, windowCount, 'SELECT count(*)::int AS count FROM downtime_windows');
  return rows[0]?.count ?? 0;
}

/** Slots of all gaps; null while some monitor is not settled up to the time. */
export async function slotsInGaps(database: pg.Pool, untilMs: number): Promise<number | null> {
  const rows = await checkedRows(
    database,
    gapFacts,
    `SELECT (SELECT coalesce(sum(slots), 0) FROM gaps)::int AS slots,
            (SELECT coalesce(min(settled_until), 'infinity') FROM monitor_state) >= $1 AS is_settled`,
    [new Date(untilMs)],
  );
  return rows[0]?.is_settled ? rows[0].slots : null;
}
