import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { changesOf, scheduleCheckOfAll, scheduleConfirmation } from '@wakeful/persistence';
import { waitFor } from '@wakeful/testing';
import { type SchedulerRig, startSchedulerRig } from '../scheduler.fixture.js';

let rig: SchedulerRig;
beforeAll(async () => {
  rig = await startSchedulerRig();
});
afterAll(() => rig.stop());

it('a monitor that is deleted while its re-check is scheduled is no error, and nothing is scheduled of it', async () => {
  const monitorId = await rig.insertMonitor({ fromMs: Date.now() + 600_000 });
  const deletion = rig.dataSource.createQueryRunner();
  await deletion.startTransaction();
  await deletion.query('DELETE FROM monitors WHERE id = $1', [monitorId]);
  const at = new Date().toISOString();
  const asked = [
    changesOf(rig.dataSource, scheduleConfirmation, { monitorId, at, location: 'default' }),
    changesOf(rig.dataSource, scheduleCheckOfAll, { at }),
  ];
  const waiting = async (): Promise<boolean> =>
    (
      await rig.dataSource.query<unknown[]>(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
    ).length === asked.length;
  await waitFor(waiting, { what: 'both requests to wait for the deletion' });
  await deletion.commitTransaction();
  await deletion.release();
  await Promise.all(asked);
  expect(await rig.dataSource.query('SELECT 1 FROM monitor_schedule')).toEqual([]);
});
