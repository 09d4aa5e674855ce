import {
  beginThread,
  changesOf,
  countUpdate,
  hurryUpdates,
  incidentOfWindow,
  insertUpdate,
  type RowsOf,
  rowsOf,
  threadsOfIncident,
  threadsOfWindow,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { AlertEvent } from './alert-event.js';

/** How long what joins an incident is gathered before its thread is reported; each further time four times as long. */
const GATHER_SECONDS = 30;
const MAX_GATHER_SECONDS = 600;

type Thread = RowsOf<typeof threadsOfIncident>[number];
type Ending = RowsOf<typeof threadsOfWindow>[number];

/** What an event is to the threads of its channels. Read with the channels' locks held, so that nothing changes until it is stored. */
interface Threads {
  /** The incident of an outage that begins. */
  readonly incidentId: string | null;
  /** By channel: where the beginning of an outage is reported. */
  readonly toFollow: ReadonlyMap<string, Thread>;
  /** By channel: the thread in which an outage that ends was reported with others. */
  readonly toEnd: ReadonlyMap<string, Ending>;
}

const NONE: Threads = { incidentId: null, toFollow: new Map(), toEnd: new Map() };

/** The message in which an event is reported, when it is not told by itself: a further outage, or an end that is not the last one. */
export function leadFor({ toFollow, toEnd }: Threads, channelId: string): string | null {
  const ending = toEnd.get(channelId);
  if (ending) return ending.lasting > 0 || ending.hasEndTold ? ending.leadId : null;
  return toFollow.get(channelId)?.leadId ?? null;
}

export async function readThreads(
  manager: EntityManager,
  { kind, windowId }: Pick<AlertEvent, 'kind' | 'windowId'>,
  channelIds: readonly string[],
): Promise<Threads> {
  if (windowId === null) return NONE;
  if (kind === 'recovered') {
    const rows = await rowsOf(manager, threadsOfWindow, { windowId, channelIds });
    return { ...NONE, toEnd: new Map(rows.map((row) => [row.channelId, row])) };
  }
  if (kind !== 'down') return NONE;
  const [found] = await rowsOf(manager, incidentOfWindow, { windowId });
  if (!found) return NONE;
  const { incidentId } = found;
  const rows = await rowsOf(manager, threadsOfIncident, { incidentId, channelIds });
  return { ...NONE, incidentId, toFollow: new Map(rows.map((row) => [row.channelId, row])) };
}

/** A delivery of an event, as it was stored. */
interface Stored {
  readonly id: string;
  readonly channelId: string;
  readonly isMuted: boolean;
  /** Not gathered by a digest. */
  readonly isAlone: boolean;
}

/** What follows from deliveries for their threads: new ones begin, and those that have heard of something hear of more. */
export async function continueThreads(
  manager: EntityManager,
  threads: Threads,
  windowId: string | null,
  deliveries: readonly Stored[],
): Promise<void> {
  const { incidentId, toFollow, toEnd } = threads;
  for (const { id, channelId, isMuted, isAlone } of deliveries) {
    const thread = toFollow.get(channelId);
    if (isMuted || !isAlone || incidentId === null) continue;
    if (!thread) await changesOf(manager, beginThread, { channelId, incidentId, deliveryId: id });
    else if (!thread.isUntried) await updateThread(manager, thread.leadId, gatherSeconds(thread.updates));
  }
  if (windowId === null || incidentId !== null) return;
  const windowIds = [windowId, ...[...toEnd.values()].map(({ leadWindowId }) => leadWindowId)];
  await changesOf(manager, hurryUpdates, { windowIds, channelIds: deliveries.map(({ channelId }) => channelId) });
}

const gatherSeconds = (updates: number): number => Math.min(GATHER_SECONDS * 4 ** updates, MAX_GATHER_SECONDS);

/** Lets a thread hear of what is new in it, unless an update waits already. With the lock of its channel held. */
export async function updateThread(manager: EntityManager, leadId: string, waitSeconds: number): Promise<void> {
  const [counted] = await rowsOf(manager, countUpdate, { leadId });
  if (!counted) return;
  await changesOf(manager, insertUpdate, { leadId, eventId: `update:${leadId}:${counted.updates}`, waitSeconds });
}
