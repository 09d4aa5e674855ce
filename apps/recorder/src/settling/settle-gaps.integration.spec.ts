import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, MINUTE_MS } from '@wakeful/contracts';
import { slotsWithin } from '@wakeful/domain';
import { changesOf, createDataSource, endGapsAt, loadPeriods, startSchedule, stopSchedule } from '@wakeful/persistence';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { insertChecks, insertMonitor, type TestCheck, type TestMonitor } from '../maintenance.fixture.js';
import { removeFromGaps } from './close-gap.js';
import { slotEndMs } from './expected-slots.js';
import { settleGaps } from './settle-gaps.js';

const LOCATIONS = ['default', 'eu-west'];
/** Midnight: there are partitions for this day. */
const START_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;

interface GapRow {
  location: string;
  from_ms: number;
  until_ms: number;
  slots: number;
}

describe('settleGaps and removeFromGaps', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url, 'test').initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function settle(nowMs: number): Promise<number> {
    for (let missed = 0; ;) {
      const batch = await settleGaps(dataSource, nowMs);
      missed += batch.missedSlots;
      if (batch.monitors === 0) return missed;
    }
  }

  const gapsOf = ({ id }: TestMonitor): Promise<GapRow[]> =>
    dataSource.query<GapRow[]>(
      `SELECT location, (extract(epoch FROM from_at) * 1000)::float8 AS from_ms,
              (extract(epoch FROM until_at) * 1000)::float8 AS until_ms, slots
         FROM gaps WHERE monitor_id = $1 ORDER BY location, from_at`,
      [id],
    );

  async function settledUntil({ id }: TestMonitor): Promise<number> {
    const rows = await dataSource.query<{ settled_until: Date }[]>(
      'SELECT settled_until FROM monitor_state WHERE monitor_id = $1',
      [id],
    );
    return rows[0]?.settled_until.getTime() ?? 0;
  }

  /** What the recording transaction does: lock, insert, take late results out of the gaps. */
  const record = (monitor: TestMonitor, checks: readonly TestCheck[]): Promise<void> =>
    dataSource.transaction(async (manager) => {
      const [state] = await manager.query<{ settled_until: Date }[]>(
        'SELECT settled_until FROM monitor_state WHERE monitor_id = $1 FOR UPDATE',
        [monitor.id],
      );
      const stored = await insertChecks(manager, monitor.key, checks);
      const late = stored.filter(
        (check) => check.status !== 'unknown' && check.slotMs < (state?.settled_until.getTime() ?? 0),
      );
      await removeFromGaps(
        manager,
        late.map(({ slotMs, location = 'default' }) => ({ monitorId: monitor.id, location, slotMs })),
      );
    });

  const forget = ({ id }: TestMonitor): Promise<unknown> =>
    dataSource.query('DELETE FROM monitors WHERE id = $1', [id]);
  const at = (minutes: number): number => START_MS + minutes * MINUTE_MS;

  it('writes consecutive missing slots as one gap, across several runs', async () => {
    const monitor = await insertMonitor(dataSource, { fromMs: at(0) });
    await record(monitor, [{ slotMs: at(0) }, { slotMs: at(1) }, { slotMs: at(6) }]);
    expect(await settle(at(5))).toBe(2);
    expect(await settle(at(10))).toBe(4);
    expect(await settledUntil(monitor)).toBe(at(10) - 100_000);
    expect(await gapsOf(monitor)).toEqual([
      { location: 'default', from_ms: at(2), until_ms: at(6), slots: 4 },
      { location: 'default', from_ms: at(7), until_ms: at(9), slots: 2 },
    ]);
    await forget(monitor);
  });

  it('leaves a slot alone whose result may still come', async () => {
    const monitor = await insertMonitor(dataSource, { fromMs: at(0) });
    await settle(at(0) + 100_000 + MINUTE_MS);
    expect(await gapsOf(monitor)).toEqual([]);
    await settle(at(0) + 100_000 + MINUTE_MS + 1);
    expect(await gapsOf(monitor)).toMatchObject([{ from_ms: at(0), slots: 2 }]);
    await forget(monitor);
  });

  it('takes neither an unknown result nor a re-check between two slots for a result', async () => {
    const monitor = await insertMonitor(dataSource, { fromMs: at(0) });
    await record(monitor, [{ slotMs: at(0) }, { slotMs: at(1), status: 'unknown' }, { slotMs: at(1) + 5000 }]);
    await settle(at(4));
    expect(await gapsOf(monitor)).toEqual([{ location: 'default', from_ms: at(1), until_ms: at(3), slots: 2 }]);
    await record(monitor, [{ slotMs: at(2) + 5000 }]);
    expect(await gapsOf(monitor)).toMatchObject([{ slots: 2 }]);
    await forget(monitor);
  });

  it('splits a gap for a late result, and ends with none when all came', async () => {
    const monitor = await insertMonitor(dataSource, { fromMs: at(0) });
    await settle(at(5));
    await record(monitor, [{ slotMs: at(1) }]);
    expect(await gapsOf(monitor)).toEqual([
      { location: 'default', from_ms: at(0), until_ms: at(1), slots: 1 },
      { location: 'default', from_ms: at(2), until_ms: at(4), slots: 2 },
    ]);
    await record(monitor, [{ slotMs: at(0) }, { slotMs: at(3) }, { slotMs: at(2) }]);
    expect(await gapsOf(monitor)).toEqual([]);
    await forget(monitor);
  });

  it('ends a gap of a long interval where the schedule changed', async () => {
    const monitor = await insertMonitor(dataSource, { fromMs: at(0), intervalMs: 60 * MINUTE_MS });
    await settle(at(15));
    expect(await gapsOf(monitor)).toMatchObject([{ from_ms: at(0), until_ms: at(60), slots: 1 }]);
    await dataSource.transaction((manager) => stopSchedule(manager, monitor.id, at(20)));
    await settle(at(40));
    expect(await gapsOf(monitor)).toMatchObject([{ from_ms: at(0), until_ms: at(20), slots: 1 }]);
    await forget(monitor);
  });

  it.each([
    [20, 30],
    [30, 20],
  ])('ends a gap at the first of the changes within it, given them at minutes %d and %d', async (...minutes) => {
    const monitor = await insertMonitor(dataSource, { fromMs: at(0), intervalMs: 60 * MINUTE_MS });
    await settle(at(15));
    const changes = minutes.map((minute) => ({ monitorId: monitor.id, atMs: at(minute) }));
    await changesOf(dataSource, endGapsAt, { boundaries: changes });
    expect(await gapsOf(monitor)).toMatchObject([{ from_ms: at(0), until_ms: at(20), slots: 1 }]);
    await forget(monitor);
  });

  it('makes up for a long standstill without listing every slot', async () => {
    const monitor = await insertMonitor(dataSource, { fromMs: at(0), intervalMs: 5000 });
    expect(await settle(at(20 * 60))).toBe((20 * 3600 - 45) / 5);
    expect(await gapsOf(monitor)).toHaveLength(1);
    await forget(monitor);
  });

  it('waits for no one: two at once settle different monitors', async () => {
    const monitors = await Promise.all(Array.from({ length: 20 }, () => insertMonitor(dataSource, { fromMs: at(0) })));
    const batches = await Promise.all([settleGaps(dataSource, at(5), 10), settleGaps(dataSource, at(5), 10)]);
    expect(batches.reduce((sum, batch) => sum + batch.missedSlots, 0) + (await settle(at(5)))).toBe(20 * 4);
    for (const monitor of monitors) {
      expect(await gapsOf(monitor)).toMatchObject([{ slots: 4 }]);
      await forget(monitor);
    }
  });

  type Step =
    | { do: 'wait'; minutes: number }
    | { do: 'record'; location: string; status: 'up' | 'down' | 'unknown'; ages: number[]; offsetMs: number }
    | { do: 'schedule'; intervalMs: number | null; locations: string[] };

  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 25 }) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('record' as const),
        location: fc.constantFrom(...LOCATIONS),
        status: fc.constantFrom('up' as const, 'down' as const, 'unknown' as const),
        // How many slots ago, so that most are in time and some are late.
        ages: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 12 }),
        offsetMs: fc.constantFrom(0, 0, 0, 7000),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('schedule' as const),
        intervalMs: fc.constantFrom(20_000, MINUTE_MS, 45 * MINUTE_MS, null),
        locations: fc.subarray(LOCATIONS, { minLength: 1 }),
      }),
    },
  );

  async function run(monitor: TestMonitor, steps: readonly Step[]): Promise<void> {
    let nowMs = START_MS;
    for (const one of steps) {
      const { intervalMs, locations } = one.do === 'schedule' ? one : { intervalMs: null, locations: [] };
      if (one.do === 'wait') {
        nowMs += one.minutes * MINUTE_MS;
        await settle(nowMs);
      } else if (one.do === 'schedule') {
        nowMs += 1234;
        const fromMs = nowMs;
        await dataSource.transaction((manager) =>
          intervalMs === null
            ? stopSchedule(manager, monitor.id, fromMs)
            : startSchedule(manager, { monitorId: monitor.id, intervalMs, locations, fromMs, phaseMs: 3000 }),
        );
      } else {
        const periods = (await loadPeriods(dataSource.manager, [monitor.id], 0, nowMs + 1)).get(monitor.id) ?? [];
        const past = periods.flatMap((period) => slotsWithin(period, START_MS, nowMs + 1)).reverse();
        const slots = one.ages.flatMap((age) => past[age] ?? []);
        await record(
          monitor,
          slots.map((slotMs) => ({ slotMs: slotMs + one.offsetMs, location: one.location, status: one.status })),
        );
      }
    }
  }

  async function expectEverySlotAccountedFor(monitor: TestMonitor): Promise<void> {
    const limitMs = await settledUntil(monitor);
    const gaps = await gapsOf(monitor);
    const periods = (await loadPeriods(dataSource.manager, [monitor.id], 0, limitMs)).get(monitor.id) ?? [];
    const stored = await dataSource.query<{ slot_ms: number; name: string }[]>(
      `SELECT (extract(epoch FROM scheduled_at) * 1000)::float8 AS slot_ms, l.name
         FROM checks c JOIN locations l ON l.id = c.location_id WHERE monitor_key = $1 AND status <> 4`,
      [monitor.key],
    );
    const conclusive = new Set(stored.map((row) => `${row.name} ${row.slot_ms}`));
    for (const location of LOCATIONS) {
      const expected = periods
        .filter((period) => period.locations.includes(location))
        .flatMap((period) => slotsWithin(period, 0, limitMs).map((slot) => ({ slot, endMs: slotEndMs(period, slot) })));
      const ofLocation = gaps.filter((gap) => gap.location === location);
      for (const { slot, endMs } of expected) {
        const around = ofLocation.filter((gap) => gap.from_ms <= slot && slot < gap.until_ms);
        expect([location, slot - START_MS, around.length]).toEqual([
          location,
          slot - START_MS,
          conclusive.has(`${location} ${slot}`) ? 0 : 1,
        ]);
        if (endMs <= limitMs) for (const gap of around) expect(gap.until_ms).toBeGreaterThanOrEqual(endMs);
      }
      for (const gap of ofLocation) {
        expect(gap.slots).toBe(expected.filter(({ slot }) => gap.from_ms <= slot && slot < gap.until_ms).length);
        expect(gap.slots).toBeGreaterThan(0);
      }
    }
  }

  it('leaves every settled slot with either a conclusive result or a gap, whatever comes when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const monitor = await insertMonitor(dataSource, { fromMs: START_MS, locations: LOCATIONS });
        try {
          await run(monitor, steps);
          await expectEverySlotAccountedFor(monitor);
        } finally {
          await forget(monitor);
        }
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});
