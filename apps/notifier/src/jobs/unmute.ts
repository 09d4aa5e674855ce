import { changesOf, overdueMutes, rowsOf, unmuteDelivery } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import { controlStorm } from '../events/storm.js';
import { lockTarget } from '../events/targets.js';

/** Alerts on what persists after its mute has ended. */
export async function unmute(dataSource: DataSource, signal?: AbortSignal): Promise<void> {
  for (const { id, channelId } of await rowsOf(dataSource, overdueMutes)) {
    if (signal?.aborted) return;
    await dataSource.transaction(async (manager) => {
      const target = await lockTarget(manager, channelId);
      if (!target) return;
      const changed = await changesOf(manager, unmuteDelivery, { id });
      if (changed > 0) await controlStorm(manager, target);
    });
  }
}
