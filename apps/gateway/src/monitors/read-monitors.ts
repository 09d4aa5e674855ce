import type { LastCheck, MonitorResponse, MonitorStatus, ProbeSecrets } from '@wakeful/contracts';
import { hideMonitorSecrets } from '@wakeful/domain';
import { configOf, effectiveSinceSql, effectiveStatusSql, type MonitorColumns, reasonCodes, statusCodes } from '@wakeful/persistence';
import type { DataSource, EntityManager } from 'typeorm';

/** A monitor with its state, as `monitorSelect` reads it. */
export interface MonitorRow extends MonitorColumns {
  id: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  status: MonitorStatus;
  since: Date;
  lastSlotAt: Date | null;
  lastStatus: number;
  lastReason: number;
  lastHttpStatus: number;
  lastTotalUs: number;
  lastDetail: string;
  certificateExpiresAt: Date | null;
  windowId: string | null;
}

const monitorSelect = `
  SELECT m.id, m.name, m.url, m.description, m.enabled, m.interval_seconds AS "intervalSeconds",
    m.timeout_ms AS "timeoutMs", m.method, m.locations, m.tags, m.parent_id AS "parentId", m.probe, m.sealed_secrets AS "sealedSecrets",
    m.confirmations, m.confirmation_interval_seconds AS "confirmationIntervalSeconds",
    m.recovery_confirmations AS "recoveryConfirmations", m.circuit_breaker AS "circuitBreaker",
    m.debug_on_down AS "debugOnDown", m.version, m.created_at AS "createdAt", m.updated_at AS "updatedAt",
    ${effectiveStatusSql} AS status, ${effectiveSinceSql} AS since,
    s.last_slot_at AS "lastSlotAt", s.last_status AS "lastStatus", s.last_reason AS "lastReason",
    s.last_http_status AS "lastHttpStatus", s.last_total_us AS "lastTotalUs", s.last_detail AS "lastDetail",
    s.certificate_expires_at AS "certificateExpiresAt", s.window_id AS "windowId"
  FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id`;

/** The monitors with these ids, in this order. */
export async function readMonitors(source: DataSource | EntityManager, ids: readonly string[]): Promise<MonitorRow[]> {
  const rows = await source.query<MonitorRow[]>(`${monitorSelect} WHERE m.id = ANY($1::uuid[])`, [ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function lastCheckOf(row: MonitorRow): LastCheck | null {
  if (row.lastSlotAt === null || row.lastStatus === 0) return null;
  const reason = reasonCodes.nameOf(row.lastReason);
  return {
    scheduledAt: row.lastSlotAt.toISOString(),
    status: statusCodes.nameOf(row.lastStatus),
    reason: reason === 'none' ? null : reason,
    httpStatus: row.lastHttpStatus || null,
    totalMs: row.lastTotalUs / 1000,
    detail: row.lastDetail,
  };
}

const MS_PER_DAY = 86_400_000;

const daysUntil = (time: Date | null): number | null =>
  time === null ? null : Math.floor((time.getTime() - Date.now()) / MS_PER_DAY);

/** A monitor as the API shows it. */
export function monitorResponseOf(row: MonitorRow, secrets: ProbeSecrets): MonitorResponse {
  return {
    id: row.id,
    ...hideMonitorSecrets(configOf(row, secrets)),
    status: row.status,
    since: row.since.toISOString(),
    lastCheck: lastCheckOf(row),
    certificateExpiresAt: row.certificateExpiresAt?.toISOString() ?? null,
    certificateDaysLeft: daysUntil(row.certificateExpiresAt),
    openWindowId: row.windowId,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
