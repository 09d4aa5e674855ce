import { countSlotsWithin, type SchedulePeriod } from '@wakeful/domain';
import { statusCodes, triggerCodes } from '@wakeful/persistence';
import type pg from 'pg';
import type { MonitorCounts, SecondOfSlots } from '../measuring/accounting.js';

export interface TimeRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Checks of slots within a window, as they are stored. */
export interface StoredFigures {
  readonly stored: number;
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly unknown: number;
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly responseMs: { readonly p50: number; readonly p99: number };
}

const { up, degraded, down, unknown } = statusCodes.toCode;

const FIGURES = `
  SELECT count(*)::int AS stored,
         count(*) FILTER (WHERE status = ${up})::int AS up,
         count(*) FILTER (WHERE status = ${degraded})::int AS degraded,
         count(*) FILTER (WHERE status = ${down})::int AS down,
         count(*) FILTER (WHERE status = ${unknown})::int AS unknown,
         percentile_disc(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY delay_ms) AS lag,
         percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY dns_us + connect_us + tls_us + ttfb_us + transfer_us)
           FILTER (WHERE status IN (${up}, ${degraded})) AS response
    FROM checks WHERE scheduled_at >= $1 AND scheduled_at < $2 AND trigger = ${triggerCodes.toCode.schedule}`;

interface FiguresRow extends Record<'stored' | 'up' | 'degraded' | 'down' | 'unknown', number> {
  lag: number[] | null;
  response: number[] | null;
}

const times = ({ fromMs, untilMs }: TimeRange): [Date, Date] => [new Date(fromMs), new Date(untilMs)];

export async function storedFigures(database: pg.Pool, window: TimeRange): Promise<StoredFigures> {
  const { rows } = await database.query<FiguresRow>(FIGURES, times(window));
  const { lag, response, ...counts } = rows[0] ?? { stored: 0, up: 0, degraded: 0, down: 0, unknown: 0 };
  const [p50 = 0, p99 = 0, max = 0] = lag ?? [];
  const [p50Us = 0, p99Us = 0] = response ?? [];
  return { ...counts, lagMs: { p50, p99, max }, responseMs: { p50: p50Us / 1000, p99: p99Us / 1000 } };
}

export async function countStored(database: pg.Pool, window: TimeRange): Promise<number> {
  const { rows } = await database.query<{ stored: number }>(
    `SELECT count(*)::int AS stored FROM checks
      WHERE scheduled_at >= $1 AND scheduled_at < $2 AND trigger = ${triggerCodes.toCode.schedule}`,
    times(window),
  );
  return rows[0]?.stored ?? 0;
}

/** Every schedule that there was. */
export async function schedulePeriods(database: pg.Pool): Promise<SchedulePeriod[]> {
  const { rows } = await database.query<{
    from_at: Date;
    until_at: Date | null;
    interval_ms: number;
    phase_ms: number;
  }>('SELECT from_at, until_at, interval_ms, phase_ms FROM schedule_periods');
  return rows.map((row) => ({
    fromMs: row.from_at.getTime(),
    untilMs: row.until_at?.getTime() ?? null,
    intervalMs: row.interval_ms,
    phaseMs: row.phase_ms,
  }));
}

export const expectedSlots = (periods: readonly SchedulePeriod[], { fromMs, untilMs }: TimeRange): number =>
  periods.reduce((sum, period) => sum + countSlotsWithin(period, fromMs, untilMs), 0);

/** What is stored of each monitor, whatever the trigger, next to what the target counted. */
export async function monitorCounts(database: pg.Pool, probed: readonly number[]): Promise<MonitorCounts[]> {
  const { rows } = await database.query<{ monitor: number; stored: number; answered: number }>(
    `SELECT substring(m.url FROM '\\d+$')::int AS monitor, coalesce(c.stored, 0)::int AS stored,
            coalesce(c.answered, 0)::int AS answered
       FROM monitors m
       LEFT JOIN (SELECT monitor_key, count(*) AS stored, count(*) FILTER (WHERE http_status <> 0) AS answered
                    FROM checks GROUP BY monitor_key) c ON c.monitor_key = m.key`,
  );
  return rows.map(({ monitor, stored, answered }) => ({ probed: probed[monitor] ?? 0, stored, answered }));
}

/** The schedule second by second: what was stored, and how late it began. */
export async function secondsOfSlots(database: pg.Pool, window: TimeRange): Promise<SecondOfSlots[]> {
  const { rows } = await database.query<{ second: number; stored: number; lag: number }>(
    `SELECT floor(extract(epoch FROM scheduled_at))::float8 AS second, count(*)::int AS stored,
            percentile_disc(0.99) WITHIN GROUP (ORDER BY delay_ms) AS lag
       FROM checks WHERE scheduled_at >= $1 AND scheduled_at < $2 AND trigger = ${triggerCodes.toCode.schedule}
      GROUP BY 1`,
    times(window),
  );
  const found = new Map(rows.map((row) => [row.second * 1000, row]));
  const periods = await schedulePeriods(database);
  const seconds: SecondOfSlots[] = [];
  for (let atMs = window.fromMs - (window.fromMs % 1000); atMs < window.untilMs; atMs += 1000) {
    const expected = expectedSlots(periods, { fromMs: atMs, untilMs: atMs + 1000 });
    const row = found.get(atMs);
    seconds.push({ atMs, expected, stored: row?.stored ?? 0, lagP99Ms: row?.lag ?? 0 });
  }
  return seconds;
}
