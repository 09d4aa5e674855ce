import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '@wakeful/contracts';
import { phaseMsOf, slotAfter } from '@wakeful/domain';
import { bringBackSchedules, changesOf, databaseNowMs, triggerCodes } from '@wakeful/persistence';
import { type SchedulerRig, startSchedulerRig } from '../scheduler.fixture.js';

let rig: SchedulerRig;
beforeAll(async () => {
  rig = await startSchedulerRig();
});
afterAll(() => rig.stop());
afterEach(() => rig.dataSource.query('DELETE FROM monitors'));

const dueMsOf = async (monitorId: string, trigger: 'schedule' | 'confirmation' = 'schedule'): Promise<number> =>
  (
    await rig.dataSource.query<{ ms: number }[]>(
      `SELECT (extract(epoch FROM next_due_at) * 1000)::float8 AS ms FROM monitor_schedule
        WHERE monitor_id = $1 AND trigger = $2`,
      [monitorId, triggerCodes.toCode[trigger]],
    )
  )[0]?.ms ?? NaN;

it('brings back what is due an hour ahead, onto its own grid, and leaves the rest alone', async () => {
  const nowMs = await databaseNowMs(rig.dataSource);
  const ahead = await rig.insertMonitor({ fromMs: nowMs + HOUR_MS });
  const hourly = await rig.insertMonitor({ fromMs: nowMs + HOUR_MS, intervalMs: HOUR_MS });
  const soon = await rig.insertMonitor({ fromMs: nowMs + MINUTE_MS });
  await rig.dataSource.query(
    `INSERT INTO monitor_schedule (monitor_id, trigger, next_due_at, interval_ms, phase_ms)
     VALUES ($1, $2, now() + interval '2 hours', 0, 0)`,
    [soon, triggerCodes.toCode.confirmation],
  );
  expect(await changesOf(rig.dataSource, bringBackSchedules)).toBe(2);
  const grid = { intervalMs: MINUTE_MS, phaseMs: phaseMsOf(ahead, MINUTE_MS) };
  const afterMs = await databaseNowMs(rig.dataSource);
  expect([slotAfter(grid, nowMs), slotAfter(grid, afterMs)]).toContain(await dueMsOf(ahead));
  expect(await dueMsOf(soon, 'confirmation')).toBeLessThanOrEqual(afterMs);
  expect(await dueMsOf(hourly)).toBe(nowMs + HOUR_MS);
  expect(await dueMsOf(soon)).toBe(nowMs + MINUTE_MS);
  expect(await changesOf(rig.dataSource, bringBackSchedules)).toBe(0);
});
