import { randomUUID } from 'node:crypto';
import {
  changesOf,
  deleteEvent,
  insertDigest,
  lockOpenDigests,
  mergeFollowersIntoDigest,
  mergeIntoDigest,
  recentDeliveries,
  recentDigests,
  rowsOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { Target } from './targets.js';

const WINDOW_SECONDS = 60;
/** How long a digest collects before it is sent; each further one within an hour waits twice as long. */
const GATHER_SECONDS = 10;
const FIRST_PAUSE_SECONDS = 60;
const MAX_PAUSE_SECONDS = 300;

/**
 * When a channel receives more messages within a minute than its threshold, merges those not yet attempted into one
 * digest. Must be called with the channel's lock held, after adding messages.
 */
export async function controlStorm(manager: EntityManager, target: Target): Promise<void> {
  const open = await openDigests(manager, [target.id]);
  const digestId = open.get(target.id) ?? (await beginDigest(manager, target));
  if (digestId === null) return;
  const merge = { channelId: target.id, digestId, hasIncidents: target.hasIncidents };
  const merged = await changesOf(manager, mergeIntoDigest, merge);
  await changesOf(manager, mergeFollowersIntoDigest, merge);
  if (merged === 0 && !open.has(target.id)) await changesOf(manager, deleteEvent, { id: eventIdOf(digestId) });
}

/** The digests that can still be extended, by channel. */
export async function openDigests(
  manager: EntityManager,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(manager, lockOpenDigests, { channelIds });
  return new Map(rows.map(({ id, channelId }) => [channelId, id]));
}

const eventIdOf = (digestId: string): string => `digest:${digestId}`;

async function beginDigest(manager: EntityManager, { id: channelId, stormThreshold }: Target): Promise<string | null> {
  const limit = stormThreshold + 1;
  const recent = await rowsOf(manager, recentDeliveries, { channelId, seconds: WINDOW_SECONDS, limit });
  if (recent.length <= stormThreshold) return null;
  const [last] = await rowsOf(manager, recentDigests, { channelId });
  const { count, secondsAgo } = last ?? { count: 0, secondsAgo: null };
  const pauseSeconds = Math.min(FIRST_PAUSE_SECONDS * 2 ** (count - 1), MAX_PAUSE_SECONDS);
  const waitSeconds = Math.max(GATHER_SECONDS, secondsAgo === null ? 0 : pauseSeconds - secondsAgo);
  const id = randomUUID();
  await changesOf(manager, insertDigest, { eventId: eventIdOf(id), id, channelId, waitSeconds });
  return id;
}
