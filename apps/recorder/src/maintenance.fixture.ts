import { randomUUID } from 'node:crypto';
import type { CheckStatus, Phase } from '@wakeful/contracts';
import { allLocations, insertChecks as insertRows, rowsOf, startSchedule, statusCodes } from '@wakeful/persistence';
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
  const ids = new Map((await rowsOf(manager, allLocations)).map(({ name, id }) => [name, id]));
  const locationIdOf = ({ location = 'default' }: TestCheck): number => ids.get(location) ?? 0;
  const rows = await rowsOf(manager, insertRows, {
    checks: checks.map((check) => {
      const {
        dns = 0,
        connect = 0,
        tls = 0,
        ttfb = 0,
        transfer = 0,
      } = check.timingsUs ?? {
        connect: 200,
        ttfb: 700,
        transfer: 100,
      };
      return {
        slotMs: check.slotMs,
        monitorKey,
        delayMs: 0,
        dnsUs: dns,
        connectUs: connect,
        tlsUs: tls,
        ttfbUs: ttfb,
        transferUs: transfer,
        httpStatus: 200,
        locationId: locationIdOf(check),
        status: statusCodes.toCode[check.status ?? 'up'],
        reason: 0,
        trigger: 1,
        detail: '',
      };
    }),
  });
  const stored = new Set(rows.map(({ slotMs, locationId }) => `${slotMs} ${locationId}`));
  return checks.filter((check) => stored.has(`${check.slotMs} ${locationIdOf(check)}`));
}
