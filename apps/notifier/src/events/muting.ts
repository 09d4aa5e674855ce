import type { DeliveryKind, DeliveryState } from '@wakeful/contracts';
import { type NotificationChannelEntity, presentMaintenanceSql } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { ClaimedDelivery } from '../deliveries/claim-deliveries.js';
import { endsMonitoring } from './alert-event.js';
import { needsClosing } from './targets.js';
import { openTopics } from './topics.js';

/** Why a delivery is muted. */
export interface Mute {
  readonly by: 'maintenance' | 'parent' | 'flapping' | 'untold' | 'disabled' | 'gone';
  readonly detail: string;
}

const ABOVE = `
  WITH RECURSIVE above AS (
    SELECT p.id, p.parent_id, p.name FROM monitors p WHERE p.id = m.parent_id
     UNION SELECT p.id, p.parent_id, p.name FROM monitors p JOIN above a ON p.id = a.parent_id)`;

/** The last result of a monitor `p` with state `s` is recent enough to be current, as for its effective status. */
const isFresh = `now() <= s.last_slot_at
  + make_interval(secs => 2 * p.interval_seconds + p.timeout_ms * 0.001::float8 + 30)`;
/** The same while the circuit breaker lengthens the interval. */
const isKnown = `(${isFresh} OR now() <= s.known_until + make_interval(secs => p.timeout_ms * 0.001::float8 + 30))`;

/** SQL for the current maintenance window of a monitor `m`, and for an ancestor that is down; each null if none. */
export const mutingSql = {
  maintenance: presentMaintenanceSql('w.name'),
  /** An ancestor that is paused or has no current result is not known to be down and mutes nothing. */
  parent: `(${ABOVE}
    SELECT a.name FROM above a JOIN downtime_windows d ON d.monitor_id = a.id AND d.ended_at IS NULL
      JOIN monitors p ON p.id = a.id AND p.enabled JOIN monitor_state s ON s.monitor_id = a.id
     WHERE ${isKnown} LIMIT 1)`,
  /** When the last of its ancestors recovered. */
  parentRecoveredAt: `(${ABOVE} SELECT max(d.ended_at) FROM above a JOIN downtime_windows d ON d.monitor_id = a.id)`,
};

const MAY_BE_MUTED = new Set<DeliveryKind>([
  'down',
  'degraded',
  'reminder',
  'certificate',
  'flapping',
  'calm',
  'unchecked',
]);

/** The event or delivery to be sent. */
type About = Readonly<{ eventId: string; kind: DeliveryKind; monitorId: string | null }>;

/** Whether and how an event is sent to a channel. */
export interface Verdict {
  readonly mute: Mute | null;
  /** The state of the message about the start that this event ends. */
  readonly beginningState: DeliveryState | null;
}

/** The channels that are muted for an event now, with the reason; channels not listed are not muted. */
export async function judgeMutes(
  manager: EntityManager,
  about: About,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  const { kind, monitorId } = about;
  const beginning = beginningOf(about);
  if (beginning) return judgeEnds(manager, beginning, channelIds);
  if (monitorId === null) return new Map();
  const mute = MAY_BE_MUTED.has(kind) ? await muteOfMonitor(manager, monitorId, kind) : null;
  return new Map(channelIds.map((id) => [id, { mute, beginningState: null }]));
}

/**
 * Why a waiting message need no longer be sent: its monitor is deleted or paused. Messages that end something are also
 * sent for paused monitors.
 */
export async function muteOfGone(
  manager: EntityManager,
  { kind, monitorId }: Omit<About, 'eventId'>,
): Promise<Mute | null> {
  if (monitorId === null || kind === 'monitoring') return null;
  const [monitor] = await manager.query<{ enabled: boolean }[]>('SELECT enabled FROM monitors WHERE id = $1', [
    monitorId,
  ]);
  if (!monitor) return { by: 'gone', detail: 'The monitor was deleted.' };
  return monitor.enabled || !MAY_BE_MUTED.has(kind) ? null : { by: 'gone', detail: 'The monitor is paused.' };
}

/**
 * Why the end of monitoring need not be sent to a channel: it does not subscribe to such changes and has nothing open.
 */
export async function muteOfEnd(
  manager: EntityManager,
  delivery: Pick<ClaimedDelivery, 'id' | 'kind' | 'monitorId' | 'facts'>,
  channel: Pick<NotificationChannelEntity, 'id' | 'type' | 'events'>,
): Promise<Mute | null> {
  const { id, monitorId, facts } = delivery;
  if (monitorId === null || !endsMonitoring(delivery)) return null;
  if (channel.events.includes('monitoring') && facts.change !== 'detached') return null;
  const open = await openTopics(manager, [channel.id], monitorId, id);
  if (needsClosing(channel.type, open.get(channel.id) ?? [])) return null;
  return { by: 'untold', detail: 'No incident was open on this channel.' };
}

async function muteOfMonitor(manager: EntityManager, monitorId: string, kind: DeliveryKind): Promise<Mute | null> {
  const [row] = await manager.query<{ maintenance: string | null; parent: string | null }[]>(
    `SELECT ${mutingSql.maintenance} AS maintenance, ${mutingSql.parent} AS parent FROM monitors m WHERE m.id = $1`,
    [monitorId],
  );
  if (row?.maintenance) return { by: 'maintenance', detail: `Maintenance window: ${row.maintenance}.` };
  if (row?.parent && kind !== 'certificate') return { by: 'parent', detail: `Parent monitor is down: ${row.parent}.` };
  return null;
}

/**
 * Pairs each end with its start: SQL over deliveries that finds the start, by event ID where it follows from that of
 * the end.
 */
function beginningOf({ eventId, kind, monitorId }: About): { sql: string; value: string } | null {
  const byEvent = (of: DeliveryKind) => ({ sql: 'event_id = $2', value: `${of}${eventId.slice(kind.length)}` });
  switch (kind) {
    case 'recovered':
      return byEvent('down');
    case 'checked':
      return byEvent('unchecked');
    case 'network-back':
      return byEvent('network-lost');
    case 'restored':
      return monitorId === null ? null : { sql: `kind = 'degraded' AND monitor_id = $2::uuid`, value: monitorId };
    default:
      return null;
  }
}

async function judgeEnds(
  manager: EntityManager,
  beginning: { sql: string; value: string },
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  const rows = await manager.query<{ channelId: string; state: DeliveryState; mutedBy: Mute['by'] | null }[]>(
    `SELECT DISTINCT ON (channel_id) channel_id AS "channelId", state, muted_by AS "mutedBy" FROM deliveries
      WHERE channel_id = ANY ($1::uuid[]) AND ${beginning.sql} ORDER BY channel_id, sequence DESC`,
    [channelIds, beginning.value],
  );
  return new Map(
    rows.map(({ channelId, state, mutedBy }) => {
      const mute = state === 'muted' && mutedBy !== 'flapping' ? UNTOLD : null;
      return [channelId, { mute, beginningState: state }];
    }),
  );
}

/** The end of something that was not reported is not reported either. */
const UNTOLD: Mute = { by: 'untold', detail: 'The start was not reported either.' };
