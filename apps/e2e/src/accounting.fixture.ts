import { Client } from 'pg';

/** Codes of the database, which are never reused. */
const STATUS = { up: 1, degraded: 2, down: 3, unknown: 4 } as const;
const TRIGGER_SCHEDULE = 1;

interface PeriodRow {
  monitor_id: string;
  from_ms: number;
  until_ms: number | null;
  interval_ms: number;
  phase_ms: number;
}

interface CheckRow {
  monitor_id: string;
  slot_ms: number;
  trigger: number;
  status: number;
  delay_ms: number;
}

export interface Slot {
  readonly monitorId: string;
  readonly slotMs: number;
}

export interface StoredCheck extends Slot {
  readonly delayMs: number;
}

/** What became of every slot that was due before a time. */
export interface Accounts {
  readonly expected: number;
  /** Rows at expected slots with a conclusive status. */
  readonly conclusive: readonly StoredCheck[];
  /** Expected slots without a row. */
  readonly missing: readonly Slot[];
  /** Expected slots whose row says that the checker could not tell. */
  readonly unknown: readonly Slot[];
  /** Rows that say they were scheduled, at times for which nothing was. */
  readonly invented: readonly Slot[];
  /** Rows that say `down`, whatever their trigger. */
  readonly down: readonly Slot[];
  /** Re-checks and manual checks. */
  readonly unscheduled: number;
  readonly rowsByMonitor: ReadonlyMap<string, number>;
  readonly downtimeWindows: number;
  /** Monitors that are remembered as failing, or as something else than up. */
  readonly notUp: number;
}

async function query<Row extends object>(databaseUrl: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Every slot of a stretch of time in which a monitor was scheduled in one way: its begin, and then every time that lies
 * on its grid. On purpose not the services' own arithmetic.
 */
function slotsOf({ from_ms, until_ms, interval_ms, phase_ms }: PeriodRow, nowMs: number): number[] {
  const endMs = Math.min(until_ms ?? Infinity, nowMs);
  const slots = from_ms < endMs ? [from_ms] : [];
  for (let n = Math.floor((from_ms - phase_ms) / interval_ms); n * interval_ms + phase_ms < endMs; n++) {
    const slotMs = n * interval_ms + phase_ms;
    if (slotMs > from_ms) slots.push(slotMs);
  }
  return slots;
}

const keyOf = ({ monitorId, slotMs }: Slot): string => `${monitorId} ${slotMs}`;

/** Compares what was due with what is stored, by SQL alone. Of slots from `untilMs` on a result is not demanded. */
export async function account(databaseUrl: string, untilMs: number): Promise<Accounts> {
  const nowMs = Date.now();
  const periods = await query<PeriodRow>(
    databaseUrl,
    `SELECT monitor_id, (extract(epoch FROM from_at) * 1000)::float8 AS from_ms, interval_ms, phase_ms,
            (extract(epoch FROM until_at) * 1000)::float8 AS until_ms FROM schedule_periods`,
  );
  const rows = await query<CheckRow>(
    databaseUrl,
    `SELECT m.id AS monitor_id, (extract(epoch FROM c.scheduled_at) * 1000)::float8 AS slot_ms, c.trigger, c.status,
            c.delay_ms FROM checks c JOIN monitors m ON m.key = c.monitor_key`,
  );
  const [memory] = await query<{ windows: number; not_up: number }>(
    databaseUrl,
    `SELECT (SELECT count(*) FROM downtime_windows)::int AS windows,
            (SELECT count(*) FROM monitor_state WHERE failures > 0 OR last_status <> ${STATUS.up})::int AS not_up`,
  );
  const expected = new Map<string, Slot>();
  for (const period of periods) {
    for (const slotMs of slotsOf(period, nowMs)) {
      const slot = { monitorId: period.monitor_id, slotMs };
      expected.set(keyOf(slot), slot);
    }
  }
  const demanded = [...expected.values()].filter(({ slotMs }) => slotMs < untilMs);
  const checks = rows.map((row) => ({ ...row, monitorId: row.monitor_id, slotMs: row.slot_ms, delayMs: row.delay_ms }));
  const scheduled = checks.filter(({ trigger }) => trigger === TRIGGER_SCHEDULE);
  const atSlots = scheduled.filter((check) => expected.has(keyOf(check)));
  const found = new Set(atSlots.map(keyOf));
  const rowsByMonitor = new Map<string, number>();
  for (const { monitorId } of checks) rowsByMonitor.set(monitorId, (rowsByMonitor.get(monitorId) ?? 0) + 1);
  return {
    expected: demanded.length,
    conclusive: atSlots.filter(({ status, slotMs }) => status !== STATUS.unknown && slotMs < untilMs),
    missing: demanded.filter((slot) => !found.has(keyOf(slot))),
    unknown: atSlots.filter(({ status, slotMs }) => status === STATUS.unknown && slotMs < untilMs),
    invented: scheduled.filter((check) => !expected.has(keyOf(check))),
    down: checks.filter(({ status }) => status === STATUS.down),
    unscheduled: checks.length - scheduled.length,
    rowsByMonitor,
    downtimeWindows: memory?.windows ?? NaN,
    notUp: memory?.not_up ?? NaN,
  };
}

/** How many checks that were due before a time have not been handed out yet. */
export async function countOverdue(databaseUrl: string, beforeMs: number): Promise<number> {
  const [row] = await query<{ overdue: number }>(
    databaseUrl,
    `SELECT count(*)::int AS overdue FROM monitor_schedule WHERE next_due_at < to_timestamp(${beforeMs / 1000})`,
  );
  return row?.overdue ?? 0;
}

/** How many monitors have a conclusive result of a slot that was due after a time. */
export async function countFreshMonitors(databaseUrl: string, afterMs: number): Promise<number> {
  const [row] = await query<{ fresh: number }>(
    databaseUrl,
    `SELECT count(DISTINCT monitor_key)::int AS fresh FROM checks
      WHERE scheduled_at > to_timestamp(${afterMs / 1000}) AND status <> ${STATUS.unknown}`,
  );
  return row?.fresh ?? 0;
}
