import type { DataSource } from 'typeorm';
import { mutingSql } from '../events/muting.js';
import { controlStorm } from '../events/storm.js';
import { lockTarget } from '../events/targets.js';

const isMuted = `d.state = 'muted' AND d.muted_by IN ('maintenance', 'parent')
  AND ${mutingSql.maintenance} IS NULL AND ${mutingSql.parent} IS NULL`;
/** It was checked since its parent recovered, without a sign of recovery. */
const isDownByItself = `s.first_good_at IS NULL
  AND (d.muted_by = 'maintenance' OR s.last_slot_at > coalesce(${mutingSql.parentRecoveredAt}, '-infinity'))`;
const select = 'SELECT d.id, d.channel_id AS "channelId"';

/**
 * Muted messages whose cause persists after the mute ended, because maintenance is over or the parent recovered: an
 * outage of a monitor that is not flapping, flapping itself, and a monitor that is stable but down.
 */
const OVERDUE = `
  ${select} FROM deliveries d
    JOIN downtime_windows w ON w.id = d.window_id AND w.ended_at IS NULL
    JOIN monitors m ON m.id = d.monitor_id AND m.enabled
    JOIN monitor_state s ON s.monitor_id = m.id
   WHERE d.kind = 'down' AND ${isMuted} AND ${isDownByItself}
     AND NOT EXISTS (SELECT 1 FROM monitor_flapping f WHERE f.monitor_id = m.id)
  UNION ALL
  ${select} FROM monitor_flapping f
    JOIN monitors m ON m.id = f.monitor_id AND m.enabled
    JOIN alert_events e ON e.monitor_id = m.id AND e.occurred_at = f.since AND e.kind = 'flapping'
    JOIN deliveries d ON d.event_id = e.id
   WHERE ${isMuted}
  UNION ALL
  ${select} FROM downtime_windows w
    JOIN monitors m ON m.id = w.monitor_id AND m.enabled
    JOIN monitor_state s ON s.monitor_id = m.id
    JOIN alert_events e ON e.monitor_id = m.id AND e.occurred_at > w.started_at AND e.kind = 'calm'
    JOIN deliveries d ON d.event_id = e.id
   WHERE w.ended_at IS NULL AND ${isMuted} AND ${isDownByItself}
     AND NOT EXISTS (SELECT 1 FROM monitor_flapping f WHERE f.monitor_id = m.id)
   LIMIT 5000`;

/** Alerts on what persists after its mute has ended. */
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
