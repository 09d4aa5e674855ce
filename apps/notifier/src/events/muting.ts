import type { DeliveryKind, DeliveryState } from '@wakeful/contracts';
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

/** Whether and how a channel is to be told of something. */
export interface Verdict {
  readonly mute: Mute | null;
  /** What became of the message about its beginning, of which this is the end. */
  readonly beginningState: DeliveryState | null;
}

/** Which channels are not to be told of something now, and why not; a channel that is not in it is to be told. */
export async function judgeMutes(
  manager: EntityManager,
  { kind, monitorId }: About,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  if (monitorId === null) return new Map();
  const beginning = BEGINNINGS[kind];
  if (beginning) return judgeEnds(manager, monitorId, beginning, channelIds);
  const mute = MAY_BE_MUTED.has(kind) ? await muteOfMonitor(manager, monitorId, kind) : null;
  return new Map(channelIds.map((id) => [id, { mute, beginningState: null }]));
}

async function muteOfMonitor(manager: EntityManager, monitorId: string, kind: DeliveryKind): Promise<Mute | null> {
  const [row] = await manager.query<{ maintenance: string | null; parent: string | null }[]>(
    `SELECT ${mutingSql.maintenance} AS maintenance, ${mutingSql.parent} AS parent FROM monitors m WHERE m.id = $1`,
    [monitorId],
  );
  if (row?.maintenance) return { by: 'maintenance', detail: `Maintenance: ${row.maintenance}.` };
  if (row?.parent && kind !== 'certificate') return { by: 'parent', detail: `${row.parent}, above it, is down.` };
  return null;
}

async function judgeEnds(
  manager: EntityManager,
  monitorId: string,
  beginning: DeliveryKind,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  const rows = await manager.query<{ channelId: string; state: DeliveryState; mutedBy: Mute['by'] | null }[]>(
    `SELECT DISTINCT ON (channel_id) channel_id AS "channelId", state, muted_by AS "mutedBy" FROM deliveries
      WHERE channel_id = ANY ($1::uuid[]) AND monitor_id = $2 AND kind = $3 ORDER BY channel_id, sequence DESC`,
    [channelIds, monitorId, beginning],
  );
  return new Map(
    rows.map(({ channelId, state, mutedBy }) => {
      const mute = state === 'muted' && mutedBy !== 'flapping' ? UNTOLD : null;
      return [channelId, { mute, beginningState: state }];
    }),
  );
}

const UNTOLD: Mute = { by: 'untold', detail: 'Its beginning was not told either.' };
