import type { DeliveryKind } from '@wakeful/contracts';
import { presentMaintenanceSql } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** Why somebody is not told of something. */
export interface Mute {
  readonly by: 'maintenance' | 'parent' | 'flapping' | 'untold' | 'disabled';
  readonly detail: string;
}

const ABOVE = `
  WITH RECURSIVE above AS (
    SELECT p.id, p.parent_id, p.name FROM monitors p WHERE p.id = m.parent_id
     UNION SELECT p.id, p.parent_id, p.name FROM monitors p JOIN above a ON p.id = a.parent_id)`;

/** SQL for the maintenance in which a monitor `m` is, and for the monitor above it that is down; each null if none. */
export const mutingSql = {
  maintenance: presentMaintenanceSql('w.name'),
  parent: `(${ABOVE} SELECT a.name FROM above a JOIN downtime_windows d ON d.monitor_id = a.id AND d.ended_at IS NULL LIMIT 1)`,
  /** When the last of the monitors above it recovered. */
  parentRecoveredAt: `(${ABOVE} SELECT max(d.ended_at) FROM above a JOIN downtime_windows d ON d.monitor_id = a.id)`,
};

/** What ends what: nobody is told of the end of what they were not told of. */
const BEGINNINGS: Partial<Record<DeliveryKind, DeliveryKind>> = { recovered: 'down', restored: 'degraded' };
const MAY_BE_MUTED = new Set<DeliveryKind>(['down', 'degraded', 'reminder', 'certificate', 'flapping', 'calm']);

type About = Readonly<{ kind: DeliveryKind; monitorId: string | null }>;

/** Whether a channel is not to be told of something now, and why not. */
export async function muteFor(manager: EntityManager, about: About, channelId: string): Promise<Mute | null> {
  const { kind, monitorId } = about;
  if (monitorId === null) return null;
  const beginning = BEGINNINGS[kind];
  if (beginning) return muteOfEnd(manager, monitorId, beginning, channelId);
  if (!MAY_BE_MUTED.has(kind)) return null;
  const [row] = await manager.query<{ maintenance: string | null; parent: string | null }[]>(
    `SELECT ${mutingSql.maintenance} AS maintenance, ${mutingSql.parent} AS parent FROM monitors m WHERE m.id = $1`,
    [monitorId],
  );
  if (row?.maintenance) return { by: 'maintenance', detail: `Maintenance: ${row.maintenance}.` };
  if (row?.parent && kind !== 'certificate') return { by: 'parent', detail: `${row.parent}, above it, is down.` };
  return null;
}

async function muteOfEnd(
  manager: EntityManager,
  monitorId: string,
  beginning: DeliveryKind,
  channelId: string,
): Promise<Mute | null> {
  const [row] = await manager.query<{ isUntold: boolean }[]>(
    `SELECT state = 'muted' AND muted_by <> 'flapping' AS "isUntold" FROM deliveries
      WHERE channel_id = $1 AND monitor_id = $2 AND kind = $3 ORDER BY sequence DESC LIMIT 1`,
    [channelId, monitorId, beginning],
  );
  return row?.isUntold ? { by: 'untold', detail: 'Its beginning was not told either.' } : null;
}
