import { randomUUID } from 'node:crypto';
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
  const [, merged] = await manager.query<[unknown, number]>(
    `UPDATE deliveries d SET state = 'merged', digest_id = $2, next_try_at = NULL
      WHERE channel_id = $1 AND state = 'pending' AND attempts = 0 AND kind NOT IN ('digest', 'network-lost', 'network-back')
        AND NOT ($3 AND (kind = 'monitoring' OR kind = 'recovered' AND ${wasToldByItself}))`,
    [target.id, digestId, target.hasIncidents],
  );
  if (merged === 0 && !open.has(target.id)) {
    await manager.query('DELETE FROM alert_events WHERE id = $1', [eventIdOf(digestId)]);
  }
}

/** An incident opened by a single message must be closed by one. */
const wasToldByItself = `EXISTS (
  SELECT 1 FROM deliveries b WHERE b.window_id = d.window_id AND b.channel_id = d.channel_id AND b.kind = 'down'
     AND b.state <> 'merged')`;

/** The digests that can still be extended: after its first attempt a digest is fixed. */
export async function openDigests(
  manager: EntityManager,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await manager.query<{ id: string; channelId: string }[]>(
    `SELECT id, channel_id AS "channelId" FROM deliveries
      WHERE channel_id = ANY ($1::uuid[]) AND state = 'pending' AND kind = 'digest' AND attempts = 0 FOR UPDATE`,
    [channelIds],
  );
  return new Map(rows.map(({ id, channelId }) => [channelId, id]));
}

const eventIdOf = (digestId: string): string => `digest:${digestId}`;

async function beginDigest(manager: EntityManager, { id: channelId, stormThreshold }: Target): Promise<string | null> {
  const recent = await manager.query<unknown[]>(
    `SELECT 1 FROM deliveries
      WHERE channel_id = $1 AND admitted_at > now() - make_interval(secs => $2) AND state <> 'muted' AND kind <> 'digest'
      LIMIT $3`,
    [channelId, WINDOW_SECONDS, stormThreshold + 1],
  );
  if (recent.length <= stormThreshold) return null;
  const [last] = await manager.query<[{ count: number; secondsAgo: number | null }]>(
    `SELECT count(*)::int AS count, extract(epoch FROM now() - max(created_at))::float8 AS "secondsAgo"
       FROM deliveries WHERE channel_id = $1 AND kind = 'digest' AND created_at > now() - interval '1 hour'`,
    [channelId],
  );
  const pauseSeconds = Math.min(FIRST_PAUSE_SECONDS * 2 ** (last.count - 1), MAX_PAUSE_SECONDS);
  const waitSeconds = Math.max(GATHER_SECONDS, last.secondsAgo === null ? 0 : pauseSeconds - last.secondsAgo);
  const id = randomUUID();
  await manager.query(
    `WITH event AS (
       INSERT INTO alert_events (id, kind, occurred_at, facts) VALUES ($1, 'digest', now(), '{}') RETURNING id
     ) INSERT INTO deliveries (id, channel_id, event_id, kind, state, next_try_at)
       SELECT $2, $3, id, 'digest', 'pending', now() + make_interval(secs => $4) FROM event`,
    [eventIdOf(id), id, channelId, waitSeconds],
  );
  return id;
}
