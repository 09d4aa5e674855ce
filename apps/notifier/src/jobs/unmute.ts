import type { DataSource } from 'typeorm';
import { mutingSql } from '../events/muting.js';
import { controlStorm } from '../events/storm.js';
import { lockTarget } from '../events/targets.js';

/**
 * Outages that nobody was told of and that are not muted any more: the maintenance is over, or the page above is up again
 * and a check since then, with no sign of a recovery, has failed.
 */
const OVERDUE = `
  SELECT d.id, d.channel_id AS "channelId"
    FROM deliveries d
    JOIN downtime_windows w ON w.id = d.window_id AND w.ended_at IS NULL
    JOIN monitors m ON m.id = d.monitor_id AND m.enabled
    JOIN monitor_state s ON s.monitor_id = m.id
   WHERE d.state = 'muted' AND d.kind = 'down' AND d.muted_by IN ('maintenance', 'parent')
     AND ${mutingSql.maintenance} IS NULL AND ${mutingSql.parent} IS NULL AND s.first_good_at IS NULL
     AND (d.muted_by = 'maintenance' OR s.last_slot_at > coalesce(${mutingSql.parentRecoveredAt}, '-infinity'))
   LIMIT 5000`;

/** Tells of outages that are there still when what muted them is over. */
export async function unmute(dataSource: DataSource, signal?: AbortSignal): Promise<void> {
  for (const { id, channelId } of await dataSource.query<{ id: string; channelId: string }[]>(OVERDUE)) {
    if (signal?.aborted) return;
    await dataSource.transaction(async (manager) => {
      const target = await lockTarget(manager, channelId);
      if (!target) return;
      const [, changed] = await manager.query<[unknown, number]>(
        `UPDATE deliveries SET state = 'pending', muted_by = NULL, detail = '', attempts = 0, admitted_at = now(),
                next_try_at = now(), give_up_at = NULL
          WHERE id = $1 AND state = 'muted'`,
        [id],
      );
      if (changed > 0) await controlStorm(manager, target);
    });
  }
}
