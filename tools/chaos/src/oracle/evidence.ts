import { deadLetterList, downtimeWindowPage, monitorStats } from '@wakeful/contracts';
import { checkedRows } from '@wakeful/launching';
import pg from 'pg';
import { z } from 'zod';
import type { ReceivedAlert } from '../surroundings/alert-receiver.js';
import type { WatchedMonitor } from '../surroundings/fleet.js';
import type { LoggedRequest, Stall } from '../surroundings/pages-process.js';
import type { CheckNowAnswer } from '../surroundings/people.js';
import { ask, type Door } from '../system/api.js';

export type CheckStatus = 'up' | 'degraded' | 'down' | 'unknown';
/** Codes of the database, which are never reused. */
const STATUS: Readonly<Record<number, CheckStatus>> = { 1: 'up', 2: 'degraded', 3: 'down', 4: 'unknown' };
export const TRIGGER_SCHEDULE = 1;

export interface StoredCheck {
  readonly monitorId: string;
  readonly slotMs: number;
  readonly startedMs: number;
  readonly totalMs: number;
  readonly trigger: number;
  readonly status: CheckStatus;
  /** 0: there was no answer. */
  readonly httpStatus: number;
}

export interface Period {
  readonly monitorId: string;
  readonly fromMs: number;
  readonly untilMs: number | null;
  readonly intervalMs: number;
  readonly phaseMs: number;
}

export interface Gap {
  readonly monitorId: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Window {
  readonly id: string;
  readonly monitorId: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly affectedChecks: number;
}

export interface Statistics {
  readonly monitorId: string;
  readonly downSeconds: number;
  readonly up: number;
  readonly down: number;
  readonly unknown: number;
  readonly expectedSlots: number;
  readonly missedSlots: number;
}

/** When what was wrong, in the times of the clock. */
export interface InflictedFault {
  readonly kind: string;
  readonly victim: string | null;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly mayLose: boolean;
}

export interface PageOutage {
  readonly page: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Everything that the oracle judges by: what the surroundings logged, and what the system says in the end. */
export interface Evidence {
  readonly monitors: readonly WatchedMonitor[];
  readonly faults: readonly InflictedFault[];
  readonly outages: readonly PageOutage[];
  readonly requests: readonly LoggedRequest[];
  readonly pageStalls: readonly Stall[];
  readonly alerts: readonly ReceivedAlert[];
  readonly answers: readonly CheckNowAnswer[];
  readonly final: FinalState;
  /** Whether slots without a result had the time to become gaps. */
  readonly isSettled: boolean;
  /** Slots from here on are not asked for. */
  readonly quietFromMs: number;
  readonly recoveryMs: number | null;
  readonly residentBytes: ReadonlyMap<string, number>;
}

export interface FinalState {
  /** Those of the monitors that are still there. */
  readonly monitorIds: ReadonlySet<string>;
  readonly checks: readonly StoredCheck[];
  readonly periods: readonly Period[];
  readonly gaps: readonly Gap[];
  readonly windows: readonly Window[];
  readonly statistics: readonly Statistics[];
  readonly deadLetters: readonly string[];
}

const monitorId = z.uuid();
const idRow = z.strictObject({ id: z.uuid() });
const checkRow = z.strictObject({
  ...{ monitorId, slotMs: z.number(), startedMs: z.number(), totalMs: z.number() },
  ...{ trigger: z.number(), status: z.number(), httpStatus: z.number() },
});
const periodRow = z.strictObject({
  ...{ monitorId, fromMs: z.number(), untilMs: z.number().nullable(), intervalMs: z.number(), phaseMs: z.number() },
});
const gapRow = z.strictObject({ monitorId, fromMs: z.number(), untilMs: z.number() });

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** On purpose by SQL and arithmetic of its own: what the services use may be what is wrong. */
export async function readFinalState(databaseUrl: string, door: Door): Promise<FinalState> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const monitorIds = (await checkedRows(client, idRow, 'SELECT id FROM monitors')).map(({ id }) => id);
    const checks = await checkedRows(
      client,
      checkRow,
      `SELECT m.id AS "monitorId", ${ms('scheduled_at')} AS "slotMs", ${ms('scheduled_at')} + delay_ms AS "startedMs", trigger, status,
              (dns_us + connect_us + tls_us + ttfb_us + transfer_us) ::float8 / 1000 AS "totalMs", http_status AS "httpStatus"
         FROM checks c JOIN monitors m ON m.key = c.monitor_key ORDER BY scheduled_at, location_id`,
    );
    return {
      monitorIds: new Set(monitorIds),
      checks: checks.map((check) => ({ ...check, status: STATUS[check.status] ?? 'unknown' })),
      periods: await checkedRows(
        client,
        periodRow,
        `SELECT monitor_id AS "monitorId", ${ms('from_at')} AS "fromMs", ${ms('until_at')} AS "untilMs",
                interval_ms::float8 AS "intervalMs", phase_ms::float8 AS "phaseMs" FROM schedule_periods`,
      ),
      gaps: await checkedRows(
        client,
        gapRow,
        `SELECT monitor_id AS "monitorId", ${ms('from_at')} AS "fromMs", ${ms('until_at')} AS "untilMs" FROM gaps`,
      ),
      windows: (await Promise.all(monitorIds.map((id) => readWindows(door, id)))).flat(),
      statistics: await Promise.all(monitorIds.map((id) => readStatistics(door, id))),
      deadLetters: (
        await ask(door, deadLetterList, { method: 'GET', path: '/system/dead-letters?limit=200' })
      ).items.map(({ subject, consumer, reason }) => `${subject} for ${consumer}: ${reason}`),
    };
  } finally {
    await client.end();
  }
}

async function readWindows(door: Door, monitorId: string): Promise<Window[]> {
  const path = `/monitors/${monitorId}/downtime-windows?pageSize=200`;
  const { items } = await ask(door, downtimeWindowPage, { method: 'GET', path });
  return items.map(({ id, startedAt, endedAt, affectedChecks }) => ({
    ...{ id, monitorId, affectedChecks },
    startedMs: Date.parse(startedAt),
    endedMs: endedAt === null ? null : Date.parse(endedAt),
  }));
}

async function readStatistics(door: Door, monitorId: string): Promise<Statistics> {
  const path = `/monitors/${monitorId}/stats?window=24h`;
  const { downSeconds, checks } = await ask(door, monitorStats, { method: 'GET', path });
  const { up, down, unknown, expectedSlots, missedSlots } = checks;
  return { monitorId, downSeconds, up, down, unknown, expectedSlots, missedSlots };
}

const freshRow = z.strictObject({ fresh: z.number() });

/** How many monitors that are not paused have no conclusive result of a slot after a time. */
export async function countStale(client: pg.Client, afterMs: number): Promise<number> {
  const rows = await checkedRows(
    client,
    freshRow,
    `SELECT count(*)::int AS fresh FROM monitors m WHERE enabled AND NOT EXISTS (
       SELECT FROM checks WHERE monitor_key = m.key AND scheduled_at > to_timestamp(${afterMs / 1000}) AND status <> 4)`,
  );
  return rows[0]?.fresh ?? NaN;
}
