import { checkedRows, runStatement } from '@wakeful/launching';
import type pg from 'pg';
import { z } from 'zod';

const TOP_STATEMENTS = 12;
const SHOWN_CHARACTERS = 110;

/** With this PostgreSQL keeps count of its statements. */
export const STATEMENT_SETTINGS: Readonly<Record<string, string>> = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
  track_io_timing: 'on',
};

export async function watchStatements(database: pg.Pool): Promise<void> {
  await runStatement(database, 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await runStatement(database, 'SELECT pg_stat_statements_reset()');
}

const statementTimes = z.strictObject({
  query: z.string(),
  ...{ calls: z.number(), plan_ms: z.number(), exec_ms: z.number(), rows: z.number(), wal_kb: z.number() },
});

/** The statements that took PostgreSQL longest since it has been watched, planning included. */
export async function describeStatements(database: pg.Pool): Promise<string> {
  const rows = await checkedRows(
    database,
    statementTimes,
    `SELECT query, calls::int, total_plan_time AS plan_ms, total_exec_time AS exec_ms, rows::int,
            (wal_bytes / 1024)::float8 AS wal_kb
       FROM pg_stat_statements ORDER BY total_plan_time + total_exec_time DESC LIMIT ${TOP_STATEMENTS}`,
  );
  const number = (value: number): string => value.toFixed(0).padStart(8);
  return [
    'exec ms   plan ms    calls     rows   WAL kB  statement',
    ...rows.map((row) => {
      const text = row.query.replace(/\s+/g, ' ').trim().slice(0, SHOWN_CHARACTERS);
      return (
        [row.exec_ms, row.plan_ms, row.calls, row.rows, row.wal_kb].map(number).join(' ').trimStart() + `  ${text}`
      );
    }),
  ].join('\n');
}
