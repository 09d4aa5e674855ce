import type { DeliveryKind, DeliveryState } from '@wakeful/contracts';
import {
  beginningsAtChannels,
  type ClaimedDelivery,
  monitorIsEnabled,
  type MutedBy,
  mutesOfMonitor,
  type NotificationChannelEntity,
  rowsOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { endsMonitoring } from './alert-event.js';
import { needsClosing } from './targets.js';
import { openTopics } from './topics.js';

/** Why a delivery is muted. */
export interface Mute {
  readonly by: MutedBy;
  readonly detail: string;
}

const MAY_BE_MUTED = new Set<DeliveryKind>([
  'down',
  'degraded',
  'reminder',
  'update',
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
  const [monitor] = await rowsOf(manager, monitorIsEnabled, { id: monitorId });
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
  const [row] = await rowsOf(manager, mutesOfMonitor, { id: monitorId });
  if (row?.maintenance) return { by: 'maintenance', detail: `Maintenance window: ${row.maintenance}.` };
  if (row?.parent && kind !== 'certificate') return { by: 'parent', detail: `Parent monitor is down: ${row.parent}.` };
  return null;
}

type Beginning = { readonly eventId: string } | { readonly degradedMonitorId: string };

/** Pairs each end with its start, by event ID where it follows from that of the end. */
function beginningOf({ eventId, kind, monitorId }: About): Beginning | null {
  const byEvent = (of: DeliveryKind) => ({ eventId: `${of}${eventId.slice(kind.length)}` });
  switch (kind) {
    case 'recovered':
      return byEvent('down');
    case 'checked':
      return byEvent('unchecked');
    case 'network-back':
      return byEvent('network-lost');
    case 'restored':
      return monitorId === null ? null : { degradedMonitorId: monitorId };
    default:
      return null;
  }
}

async function judgeEnds(
  manager: EntityManager,
  beginning: Beginning,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  const rows = await rowsOf(manager, beginningsAtChannels, { channelIds, ...beginning });
  return new Map(
    rows.map(({ channelId, state, mutedBy }) => {
      const mute = state === 'muted' && mutedBy !== 'flapping' ? UNTOLD : null;
      return [channelId, { mute, beginningState: state }];
    }),
  );
}

/** The end of something that was not reported is not reported either. */
const UNTOLD: Mute = { by: 'untold', detail: 'The start was not reported either.' };
