import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '@wakeful/contracts';
import { phaseMsOf } from '@wakeful/domain';
import { type SchedulerRig, startSchedulerRig } from '../scheduler.fixture.js';
import { changeCadence } from './change-cadence.js';
import { reconcileCadence } from './reconcile-cadence.js';

const COOLDOWN_MS = 300_000;
const NOW_MS = Date.UTC(2026, 10, 23, 12);

let rig: SchedulerRig;
beforeAll(async () => {
  rig = await startSchedulerRig();
});
afterAll(() => rig.stop());
afterEach(() => rig.dataSource.query('DELETE FROM monitors'));

/** A monitor at 60 s whose circuit breaker opened so many minutes ago. */
async function coolingDown({ minutes, isCircuitOpen }: { minutes: number; isCircuitOpen: boolean }): Promise<string> {
  const monitorId = await rig.insertMonitor({ fromMs: NOW_MS - 60 * MINUTE_MS });
  const from = new Date(NOW_MS - minutes * MINUTE_MS).toISOString();
  await rig.dataSource.transaction((manager) =>
    changeCadence(manager, { kind: 'cool-down', monitorId, from, cooldownSeconds: COOLDOWN_MS / 1000 }),
  );
  await rig.dataSource.query('UPDATE monitor_state SET is_circuit_open = $2 WHERE monitor_id = $1', [
    monitorId,
    isCircuitOpen,
  ]);
  return monitorId;
}

const scheduleOf = async (monitorId: string) =>
  (
    await rig.dataSource.query<{ dueMs: number; intervalMs: number; phaseMs: number; periods: number }[]>(
      `SELECT (extract(epoch FROM next_due_at) * 1000)::float8 AS "dueMs", interval_ms AS "intervalMs",
              phase_ms AS "phaseMs",
              (SELECT count(*)::int FROM schedule_periods p WHERE p.monitor_id = s.monitor_id) AS periods
         FROM monitor_schedule s WHERE monitor_id = $1`,
      [monitorId],
    )
  )[0];

describe('reconciling the cadence', () => {
  it('puts a monitor back that missed the end of its cool-down, and checks it at once', async () => {
    const id = await coolingDown({ minutes: 10, isCircuitOpen: false });
    expect(await reconcileCadence(rig.dataSource, NOW_MS)).toBe(1);
    const phaseMs = phaseMsOf(id, MINUTE_MS);
    expect(await scheduleOf(id)).toEqual({ dueMs: NOW_MS, intervalMs: MINUTE_MS, phaseMs, periods: 3 });
    expect(await reconcileCadence(rig.dataSource, NOW_MS + 2 * MINUTE_MS)).toBe(0);
  });

  it('leaves alone what cools down, what has just changed, and what keeps its own pace', async () => {
    await rig.insertMonitor({ fromMs: NOW_MS - 60 * MINUTE_MS });
    const open = await coolingDown({ minutes: 10, isCircuitOpen: true });
    const fresh = await coolingDown({ minutes: 0.5, isCircuitOpen: false });
    expect(await reconcileCadence(rig.dataSource, NOW_MS)).toBe(0);
    for (const id of [open, fresh]) expect(await scheduleOf(id)).toMatchObject({ intervalMs: COOLDOWN_MS, periods: 2 });
  });

  it('ignores a request to resume that comes after all', async () => {
    const id = await coolingDown({ minutes: 10, isCircuitOpen: false });
    await reconcileCadence(rig.dataSource, NOW_MS);
    const before = await scheduleOf(id);
    const from = new Date(NOW_MS - MINUTE_MS).toISOString();
    await rig.dataSource.transaction((manager) => changeCadence(manager, { kind: 'resume', monitorId: id, from }));
    expect(await scheduleOf(id)).toEqual(before);
  });

  it('helps each monitor once with several schedulers at work', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => coolingDown({ minutes: 10, isCircuitOpen: false })));
    const helped = await Promise.all([0, 1, 2, 3].map((ms) => reconcileCadence(rig.dataSource, NOW_MS + ms)));
    expect(helped.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
    for (const id of ids) expect(await scheduleOf(id)).toMatchObject({ intervalMs: MINUTE_MS, periods: 3 });
  });
});
