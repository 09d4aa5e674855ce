import { randomUUID } from 'node:crypto';
import { defaultTimeoutMs, phaseMsOf, slotAfter } from '@wakeful/domain';
import { runStatement } from '@wakeful/launching';
import { columnsOf, SCHEDULE_CHANNEL, triggerCodes } from '@wakeful/persistence';
import { aMonitor } from '@wakeful/testing';
import type pg from 'pg';

const MONITORS_PER_STATEMENT = 10_000;
/** The schedule of new monitors begins this much later, so that all of them are there when it does. */
const LEAD_MS = 1_000;

export interface NewMonitors {
  /** They get the pages `/m/<first>` and on. */
  readonly first: number;
  readonly count: number;
  readonly targetUrl: string;
  readonly intervalSeconds: number;
}

/** Creates monitors as the gateway does, many at once. Their first slots are on their grids: the load is even from the start. */
export async function createMonitors(database: pg.Pool, monitors: NewMonitors): Promise<void> {
  for (let offset = 0; offset < monitors.count; offset += MONITORS_PER_STATEMENT) {
    const first = monitors.first + offset;
    const count = Math.min(MONITORS_PER_STATEMENT, monitors.count - offset);
    await createSome(database, { ...monitors, first, count });
  }
  // As autovacuum does it within a minute; a system that has run for longer has these figures.
  await runStatement(database, 'ANALYZE monitors, monitor_schedule, schedule_periods, monitor_state');
  await runStatement(database, 'SELECT pg_notify($1, $2)', [SCHEDULE_CHANNEL, 'bench']);
}

async function createSome(database: pg.Pool, { first, count, targetUrl, intervalSeconds }: NewMonitors): Promise<void> {
  const config = aMonitor({ intervalSeconds, timeoutMs: defaultTimeoutMs(intervalSeconds) });
  const intervalMs = intervalSeconds * 1000;
  const startMs = Date.now() + LEAD_MS;
  const ids = Array.from({ length: count }, () => randomUUID());
  const phases = ids.map((id) => phaseMsOf(id, intervalMs));
  const { probe } = columnsOf(config, null);
  await runStatement(
    database,
    `WITH given AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[]) AS g (id, url, phase_ms, from_at)
     ), monitor AS (
       INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags,
                             probe, confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
       SELECT id, url, url, '', true, $5, $6, 'GET', $7, '{}', $8, $9, $10, $11, true FROM given
       RETURNING id
     ), state AS (
       INSERT INTO monitor_state (monitor_id, since, settled_until) SELECT id, from_at, from_at FROM given
     ), period AS (
       INSERT INTO schedule_periods (monitor_id, from_at, interval_ms, phase_ms, locations)
       SELECT id, from_at, $12, phase_ms, $7 FROM given
     )
     INSERT INTO monitor_schedule (monitor_id, trigger, next_due_at, interval_ms, phase_ms)
     SELECT id, $13, from_at, $12, phase_ms FROM given`,
    [
      ids,
      ids.map((_, index) => `${targetUrl}/m/${first + index}`),
      phases,
      phases.map((phaseMs) => new Date(slotAfter({ intervalMs, phaseMs }, startMs)).toISOString()),
      intervalSeconds,
      config.timeoutMs,
      config.locations,
      JSON.stringify(probe),
      config.confirmations,
      config.confirmationIntervalSeconds,
      config.recoveryConfirmations,
      intervalMs,
      triggerCodes.toCode.schedule,
    ],
  );
}

/**
 * Ends the schedule of monitors, those with the pages from `first` on. Each ends with its next slot, not with the present
 * moment as over the API: so every slot before the end has been claimed, and none is missing that merely was not begun.
 */
export async function stopMonitors(database: pg.Pool, first = 0): Promise<void> {
  await runStatement(
    database,
    `WITH stopped AS (
       UPDATE monitors SET enabled = false, version = version + 1, updated_at = now()
        WHERE enabled AND substring(url FROM '\\d+$')::int >= $1 RETURNING id
     ), gone AS (
       DELETE FROM monitor_schedule s USING stopped WHERE s.monitor_id = stopped.id
       RETURNING s.monitor_id, s.trigger, s.next_due_at
     )
     UPDATE schedule_periods p SET until_at = gone.next_due_at
       FROM gone WHERE p.monitor_id = gone.monitor_id AND gone.trigger = $2 AND p.until_at IS NULL`,
    [first, triggerCodes.toCode.schedule],
  );
}
