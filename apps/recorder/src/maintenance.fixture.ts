import { randomUUID } from 'node:crypto';
import type { CheckStatus, Phase } from '@wakeful/contracts';
import { numberArray, startSchedule, statusCodes, timeArray } from '@wakeful/persistence';
import { aProbeSpec } from '@wakeful/testing';
import type { DataSource, EntityManager } from 'typeorm';

export interface TestMonitor {
  id: string;
  key: number;
}

export interface TestCheck {
  slotMs: number;
  location?: string;
  status?: CheckStatus;
  timingsUs?: Partial<Record<Phase, number>>;
}

/** A monitor that is scheduled and settled from `fromMs` on. */
export async function insertMonitor(
  dataSource: DataSource,
  options: {
    fromMs: number;
    intervalMs?: number;
    phaseMs?: number;
    locations?: readonly string[];
    debugOnDown?: boolean;
  },
): Promise<TestMonitor> {
  const { fromMs, intervalMs = 60_000, phaseMs = 0, locations = ['default'], debugOnDown = false } = options;
  const { url, method, timeoutMs, sealedSecrets: _, ...probe } = aProbeSpec();
  const id = randomUUID();
  return dataSource.transaction(async (manager) => {
    const rows = await manager.query<{ key: number }[]>(
      `INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags, probe,
                             confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
       VALUES ($1::uuid, 'A page', $4 || $1, '', true, $2, $5, $6, $3, '{}', $7, 2, 5, 1, $8)
       RETURNING key`,
      [id, intervalMs / 1000, locations, url, timeoutMs, method, probe, debugOnDown],
    );
    await manager.query('INSERT INTO monitor_state (monitor_id, since, settled_until) VALUES ($1, $2, $2)', [
      id,
      new Date(fromMs),
    ]);
    await manager.query('INSERT INTO locations (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [locations]);
    await startSchedule(manager, { monitorId: id, intervalMs, locations, fromMs, phaseMs });
    return { id, key: rows[0]?.key ?? 0 };
  });
}

/** Stores checks as the recorder does: each identity once. Returns which of them were stored. */
export async function insertChecks(
  manager: EntityManager,
  monitorKey: number,
  checks: readonly TestCheck[],
): Promise<TestCheck[]> {
  const timing = (phase: Phase, us: number): string =>
    numberArray(checks.map((check) => (check.timingsUs ? (check.timingsUs[phase] ?? 0) : us)));
  const rows = await manager.query<{ slot_ms: number; location_id: number; name: string }[]>(
    `WITH stored AS (
       INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us, http_status,
                           location_id, status, reason, trigger, detail)
       SELECT c.slot, $1, 0, c.dns, c.connect, c.tls, c.ttfb, c.transfer, 200, l.id, c.status, 0, 1, ''
         FROM unnest($2::timestamptz[], $3::text[], $4::smallint[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[])
              AS c (slot, location, status, dns, connect, tls, ttfb, transfer)
         JOIN locations l ON l.name = c.location
       ON CONFLICT DO NOTHING
       RETURNING (extract(epoch FROM scheduled_at) * 1000)::float8 AS slot_ms, location_id
     )
     SELECT stored.slot_ms, l.name FROM stored JOIN locations l ON l.id = stored.location_id`,
    [
      monitorKey,
      timeArray(checks.map((check) => check.slotMs)),
      checks.map((check) => check.location ?? 'default'),
      numberArray(checks.map((check) => statusCodes.toCode[check.status ?? 'up'])),
      timing('dns', 0),
      timing('connect', 200),
      timing('tls', 0),
      timing('ttfb', 700),
      timing('transfer', 100),
    ],
  );
  const stored = new Set(rows.map((row) => `${row.slot_ms} ${row.name}`));
  return checks.filter((check) => stored.has(`${check.slotMs} ${check.location ?? 'default'}`));
}
