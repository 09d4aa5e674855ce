import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '@wakeful/contracts';
import fc from 'fast-check';
import { insertMonitor, type TestMonitor } from '../maintenance.fixture.js';
import { type RecordingRig, resultOf, startRecordingRig, T0_MS } from './recording.fixture.js';
import { steadyStored } from './recording-metrics.js';

let rig: RecordingRig;
beforeAll(async () => {
  rig = await startRecordingRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

const LOCATIONS = ['default', 'elsewhere'] as const;

/** Results in the order in which they come: mostly good, some late, some twice, some of a second location or a re-check. */
const delivery = fc.array(
  fc.record({
    /** Most of them within an hour that is not summed up yet. */
    minute: fc.integer({ min: 20, max: 60 }),
    letter: fc.constantFrom(...'uuuuuuuuuuuuuuugd?'),
    location: fc.constantFrom(0, 0, 0, 1),
    trigger: fc.constantFrom('schedule', 'schedule', 'schedule', 'schedule', 'schedule', 'confirmation', 'manual'),
    isCertificateSeen: fc.nat(30).map((one) => one === 0),
    hasOddity: fc.nat(60).map((one) => one === 0),
    /** What settles gaps was faster than this result. */
    isSettled: fc.nat(30).map((one) => one === 0),
    isBatchOver: fc.boolean(),
  }),
  { minLength: 15, maxLength: 30 },
);
type Told = ReturnType<(typeof delivery)['generate']>['value'][number];

const resultsOf = (monitor: TestMonitor, told: readonly Told[]) =>
  told.map((one) =>
    resultOf(monitor, one.minute, one.letter, {
      location: LOCATIONS[one.location === 0 ? 0 : 1],
      trigger: one.trigger as 'schedule',
      startedAt: new Date(T0_MS + one.minute * MINUTE_MS + 40).toISOString(),
      facts: {
        ...(one.hasOddity && { oddities: ['A header is not as it should be'] }),
        ...(one.isCertificateSeen && {
          certificate: {
            ...{ subject: 'CN=a', issuer: 'CN=b', validFrom: new Date(T0_MS - MINUTE_MS).toISOString() },
            expiresAt: new Date(T0_MS + MINUTE_MS).toISOString(),
          },
        }),
      },
    }),
  );

/** Everything that is stored of a monitor but for its ids. */
async function storedOf({ id, key }: TestMonitor) {
  const rows = (sql: string, of: string | number): Promise<Record<string, unknown>[]> =>
    rig.dataSource.query(sql, [of]);
  const [state] = await rows('SELECT * FROM monitor_state WHERE monitor_id = $1', id);
  return {
    state: { ...state, monitor_id: null, window_id: state?.['window_id'] === null },
    checks: (await rows('SELECT * FROM checks WHERE monitor_key = $1 ORDER BY scheduled_at, location_id', key)).map(
      (row) => ({ ...row, monitor_key: null }),
    ),
    windows: await rows(
      'SELECT started_at, ended_at, ended_by, affected_checks FROM downtime_windows WHERE monitor_id = $1 ORDER BY started_at',
      id,
    ),
    oddities: await rows('SELECT oddities, location FROM monitor_oddities WHERE monitor_id = $1', id),
    baselines: await rows('SELECT good_check FROM monitor_baselines WHERE monitor_id = $1', id),
    told: await rows(`SELECT message FROM outbox WHERE payload->>'monitorId' = $1 ORDER BY id`, id),
  };
}

describe('good checks that are stored without reading their monitor', () => {
  it('leave behind what they leave when every monitor is read and judged', async () => {
    await fc.assert(
      fc.asyncProperty(delivery, fc.constantFrom(true, true, true, false), async (told, inOrder) => {
        const [fast, careful] = [
          await insertMonitor(rig.dataSource, { fromMs: T0_MS }),
          await insertMonitor(rig.dataSource, { fromMs: T0_MS }),
        ];
        const batches = (inOrder ? told.toSorted((a, b) => a.minute - b.minute) : told).reduce<Told[][]>(
          (all, one) => {
            all.at(-1)?.push(one);
            if (one.isBatchOver) all.push([]);
            return all;
          },
          [[]],
        );
        for (const batch of batches) {
          await rig.recordResults.run(resultsOf(fast, batch));
          await rig.judgeAll.run(resultsOf(careful, batch));
          const settled = batch.find((one) => one.isSettled);
          if (settled) {
            const until = new Date(T0_MS + settled.minute * MINUTE_MS + 1);
            await rig.dataSource.query(
              'UPDATE monitor_state SET settled_until = greatest(settled_until, $2) WHERE monitor_id = ANY ($1)',
              [[fast.id, careful.id], until],
            );
          }
        }
        expect(await storedOf(fast)).toEqual(await storedOf(careful));
      }),
      { numRuns: 40 },
    );
    const { values } = await steadyStored.get();
    expect(values[0]?.value).toBeGreaterThan(50);
  });

  it('are known when they come again, although the process died before it said so', async () => {
    const monitor = await insertMonitor(rig.dataSource, { fromMs: T0_MS });
    const batch = [56, 57, 58, 59].map((minute) => resultOf(monitor, minute, 'u'));
    await rig.recordResults.run(batch.slice(0, 2));
    await rig.recordResults.run(batch);
    const before = await storedOf(monitor);
    await rig.recordResults.run(batch);
    expect(await storedOf(monitor)).toEqual(before);
    expect(before.checks).toHaveLength(4);
  });

  it('lose and double nothing when two recorders store the same ones at once', async () => {
    const monitors = await Promise.all(
      Array.from({ length: 20 }, () => insertMonitor(rig.dataSource, { fromMs: T0_MS })),
    );
    const minutes = Array.from({ length: 10 }, (_, index) => 50 + index);
    for (const minute of minutes) {
      const batch = monitors.map((monitor) => resultOf(monitor, minute, 'u'));
      await Promise.all([rig.recordResults.run(batch), rig.recordResults.run(batch.toReversed())]);
    }
    for (const monitor of monitors) {
      const { checks, state } = await storedOf(monitor);
      expect(checks).toHaveLength(minutes.length);
      expect(state).toMatchObject({ last_slot_at: new Date(T0_MS + 59 * MINUTE_MS), failures: 0 });
    }
  });
});
