import { rowsOf, threadsToUpdate } from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { DeliveryLoop } from '../deliveries/delivery-loop.js';
import { lockTarget } from '../events/targets.js';
import { updateThread } from '../events/threads.js';

const INTERVAL_MS = 2_000;

/** Lets those who were alerted before the browser had finished hear of what it found out. */
async function tellNewCauses(dataSource: DataSource, signal?: AbortSignal): Promise<number> {
  const threads = await rowsOf(dataSource, threadsToUpdate);
  for (const { channelId, leadId } of threads) {
    if (signal?.aborted) break;
    await dataSource.transaction(async (manager) => {
      if (await lockTarget(manager, channelId)) await updateThread(manager, leadId, 0);
    });
  }
  return threads.length;
}

export const updatesJob = periodicJob({
  name: 'updates of alerts',
  intervalMs: INTERVAL_MS,
  needs: [DataSource, DeliveryLoop],
  run: async ({ signal }, dataSource, loop) => {
    if ((await tellNewCauses(dataSource, signal)) > 0) loop.poke();
  },
});
