import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CheckResult, MINUTE_MS } from '@wakeful/contracts';
import {
  changesOf,
  endWindowOfPaused,
  forgetWindow,
  resetState,
  startSchedule,
  stopSchedule,
} from '@wakeful/persistence';
import fc from 'fast-check';
import { insertMonitor, type TestMonitor } from '../../maintenance.fixture.js';
import { type RecordingRig, resultOf, startRecordingRig, T0_MS } from '../recording.fixture.js';

let rig: RecordingRig;
let monitor: TestMonitor;
beforeAll(async () => {
  rig = await startRecordingRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});
beforeEach(async () => {
  monitor = await insertMonitor(rig.dataSource, { fromMs: T0_MS });
});
afterEach(() => rig.dataSource.query('DELETE FROM monitors; DELETE FROM outbox;'));

const at = (minute: number): number => T0_MS + minute * MINUTE_MS;
/** One result a minute; a blank is none. */
const story = (letters: string, of = monitor, from = 0): CheckResult[] =>
  [...letters].flatMap((letter, index) => (letter === ' ' ? [] : [resultOf(of, from + index, letter)]));
const record = (...results: CheckResult[]): Promise<void> => rig.recordResults.run(results);
const timesOf = async (of = monitor) =>
  (await rig.windowsOf(of)).map(({ startedMs, endedMs, affectedChecks }) => ({ startedMs, endedMs, affectedChecks }));
const stateOf = async (of = monitor): Promise<Record<string, unknown>> => {
  const [row = {}] = await rig.dataSource.query<Record<string, unknown>[]>(
    'SELECT * FROM monitor_state WHERE monitor_id = $1',
    [of.id],
  );
  return row;
};
const newsOf = async (): Promise<string[]> =>
  (await rig.news()).map(({ message }) => message).filter((message) => message.startsWith('downtime'));
const corrections = (): Promise<{ kind: string; before: unknown; after: unknown }[]> =>
  rig.dataSource.query('SELECT kind, before, after FROM downtime_corrections ORDER BY id');

describe('results that come late', () => {
  it('move the beginning of a window that is open, which shows that it was corrected, and tell no one again', async () => {
    await record(...story('uu d d d'));
    const [before] = await rig.windowsOf(monitor);
    expect(before).toMatchObject({ startedMs: at(3), correctedAt: null });
    await record(resultOf(monitor, 2, 'd'));
    const [after] = await rig.windowsOf(monitor);
    expect(after).toMatchObject({ id: before?.id, startedMs: at(2), endedMs: null, affectedChecks: 4 });
    expect(after?.correctedAt).toBeInstanceOf(Date);
    expect(await newsOf()).toEqual(['downtime.opened']);
    expect(await corrections()).toMatchObject([{ kind: 'changed', before: { affectedChecks: 3 } }]);
    const [{ first_failure }] = await rig.dataSource.query('SELECT first_failure FROM downtime_windows');
    expect(first_failure).toMatchObject({ detail: 'HTTP 502 in minute 2 (expected 2xx)' });
  });

  it('move the end of a window that has ended, and tell no one again', async () => {
    await record(...story('udddu'), ...story('uuu', monitor, 8));
    await record(...story('dd', monitor, 4 + 1), resultOf(monitor, 7, 'u'));
    expect(await timesOf()).toEqual([{ startedMs: at(1), endedMs: at(7), affectedChecks: 5 }]);
    expect(await newsOf()).toEqual(['downtime.opened', 'downtime.closed']);
  });

  it('end a window that is open when they are the good ones', async () => {
    await record(...story('uddd'), resultOf(monitor, 7, 'd'));
    await record(...story('uuu', monitor, 4));
    expect(await timesOf()).toEqual([{ startedMs: at(1), endedMs: at(4), affectedChecks: 3 }]);
    expect(await stateOf()).toMatchObject({ state: 1, failures: 1, window_id: null });
    expect(await newsOf()).toEqual(['downtime.opened', 'downtime.closed']);
    expect((await rig.news()).filter(({ message }) => message === 'status.changed').at(-1)?.payload).toMatchObject({
      from: 'down',
      to: 'up',
    });
  });

  it('open a window that no one saw, which is news', async () => {
    await record(...story('uu    uu'));
    await record(...story('dddd', monitor, 2));
    expect(await timesOf()).toEqual([{ startedMs: at(2), endedMs: at(6), affectedChecks: 4 }]);
    expect(await newsOf()).toEqual(['downtime.opened', 'downtime.closed']);
    expect(await corrections()).toMatchObject([{ kind: 'appeared', before: null }]);
  });

  it('withdraw a window that there was not after all, end its incidents, and keep what it was', async () => {
    await record(...story('ud d d'));
    expect(await timesOf()).toHaveLength(1);
    await record(...story('u', monitor, 2), ...story('u', monitor, 4));
    expect(await timesOf()).toEqual([]);
    expect(await stateOf()).toMatchObject({ state: 1, failures: 1, window_id: null });
    expect(await newsOf()).toEqual(['downtime.opened', 'downtime.closed']);
    expect(await corrections()).toMatchObject([{ kind: 'withdrawn', after: null }]);
  });

  it('make one window of its own of an outage that was reported as over and continues', async () => {
    await record(...story('udddu u'));
    const [told] = await rig.windowsOf(monitor);
    await rig.dataSource.query(`UPDATE downtime_windows SET notes = 'The release.'`);
    await record(resultOf(monitor, 5, 'd'));
    const [window] = await rig.windowsOf(monitor);
    expect(window).toMatchObject({ startedMs: at(1), endedMs: null, affectedChecks: 4 });
    expect(window?.id).not.toBe(told?.id);
    expect(await newsOf()).toEqual(['downtime.opened', 'downtime.closed', 'downtime.opened']);
    expect(await rig.dataSource.query('SELECT notes FROM downtime_windows')).toEqual([{ notes: 'The release.' }]);
    await record(resultOf(monitor, 7, 'u'));
    expect(await timesOf()).toEqual([{ startedMs: at(1), endedMs: at(6), affectedChecks: 4 }]);
  });

  it('are judged when they are the oldest of all, and when they come from another location', async () => {
    await record(...story(' ddu'), resultOf(monitor, 4, 'u'));
    await record(resultOf(monitor, 0, 'd'), resultOf(monitor, 3, 'd', { location: 'eu' }));
    expect(await timesOf()).toEqual([{ startedMs: at(0), endedMs: null, affectedChecks: 4 }]);
  });

  it('ask for a re-check when they are the first failures of all', async () => {
    await record(...story('u ?'));
    await record(resultOf(monitor, 1, 'd'));
    expect((await rig.news()).map(({ payload }) => payload['kind'])).toContain('confirm');
  });

  it('are judged within what is kept, however far behind, by the checks around them alone', async () => {
    await record(...story('uu ' + 'u'.repeat(50)));
    const before = await stateOf();
    await record(resultOf(monitor, 2, 'd'));
    expect(await stateOf()).toEqual(before);
  });

  describe('around a pause', () => {
    /** Pauses the monitor, as the gateway does it. */
    const pause = (minute: number): Promise<void> =>
      rig.dataSource.transaction(async (manager) => {
        const when = { monitorId: monitor.id, at: at(minute) };
        await stopSchedule(manager, monitor.id, at(minute));
        await changesOf(manager, forgetWindow, when);
        await changesOf(manager, endWindowOfPaused, when);
        await changesOf(manager, resetState, when);
      });
    const resume = (minute: number): Promise<void> =>
      rig.dataSource.transaction(async (manager) => {
        await changesOf(manager, resetState, { monitorId: monitor.id, at: at(minute) });
        await startSchedule(manager, {
          monitorId: monitor.id,
          intervalMs: MINUTE_MS,
          locations: ['default'],
          fromMs: at(minute),
          phaseMs: 0,
        });
      });
    const endsOf = () =>
      rig.dataSource.query('SELECT ended_at, ended_by, affected_checks FROM downtime_windows ORDER BY started_at');

    it('say nothing about what comes after it', async () => {
      await record(...story('udd'));
      await pause(3);
      await resume(4);
      await record(...story(' d', monitor, 4));
      await record(...story('d', monitor, 4));
      expect(await timesOf()).toEqual([]);
      expect(await stateOf()).toMatchObject({ failures: 2, first_failure_at: new Date(at(4)) });
    });

    it('open no window that the pause ended, and correct it', async () => {
      await record(...story('uddd d'));
      await pause(7);
      await record(...story('d', monitor, 4), ...story('d', monitor, 6));
      const ended = { ended_at: new Date(at(7)), ended_by: 'paused' };
      expect(await endsOf()).toEqual([{ ...ended, affected_checks: 6 }]);
      expect(await stateOf()).toMatchObject({ state: 0, window_id: null, failures: 0 });
      await resume(9);
      await record(...story('u', monitor, 9));
      await record(...story('d', monitor, 0));
      expect(await endsOf()).toEqual([{ ...ended, affected_checks: 6 }]);
      expect(await newsOf()).toEqual(['downtime.opened']);
    });

    it('open and end with it what was not known to be down when it came, which is no news', async () => {
      await record(...story('udd'));
      await pause(4);
      await record(resultOf(monitor, 3, 'd'));
      expect(await endsOf()).toEqual([{ ended_at: new Date(at(4)), ended_by: 'paused', affected_checks: 3 }]);
      expect(await stateOf()).toMatchObject({ state: 0, window_id: null, failures: 0 });
      expect(await newsOf()).toEqual([]);
    });

    it('are judged when they are the first results of a monitor that was paused meanwhile', async () => {
      await pause(3);
      await record(...story('ddd'));
      expect(await endsOf()).toEqual([{ ended_at: new Date(at(3)), ended_by: 'paused', affected_checks: 3 }]);
      expect(await stateOf()).toMatchObject({ state: 0, window_id: null, failures: 0 });
    });
  });
});

describe('windows of results in any order', () => {
  it('are those of the same results in order', async () => {
    const letter = fc.constantFrom('u', 'u', 'g', 'd', 'd', 'd', '?', ' ');
    const deliveries = fc.array(letter, { minLength: 5, maxLength: 50 }).chain((letters) => {
      const slots = letters.flatMap((one, minute) => (one === ' ' ? [] : [{ minute, letter: one }]));
      return fc.tuple(
        fc.constant(slots),
        fc.shuffledSubarray(slots, { minLength: slots.length }),
        fc.integer({ min: 1, max: 12 }),
      );
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async ([inOrder, shuffled, size]) => {
        const [ordered, disordered] = [
          await insertMonitor(rig.dataSource, { fromMs: T0_MS }),
          await insertMonitor(rig.dataSource, { fromMs: T0_MS }),
        ];
        await record(...inOrder.map(({ minute, letter: one }) => resultOf(ordered, minute, one)));
        for (let from = 0; from < shuffled.length; from += size) {
          const batch = shuffled.slice(from, from + size);
          await record(...batch.map(({ minute, letter: one }) => resultOf(disordered, minute, one)));
        }
        expect(await timesOf(disordered)).toEqual(await timesOf(ordered));
        const remembered = ({ state, failures, successes, unknowns, ...rest }: Record<string, unknown>) => ({
          ...{ state, failures, successes, unknowns },
          ...{ isDown: rest['window_id'] !== null, at: rest['last_slot_at'], first: rest['first_failure_at'] },
          ...{
            good: rest['last_good_at'],
            affected: rest['affected_checks'],
            evidence: rest['first_failure'] !== null,
          },
        });
        expect(remembered(await stateOf(disordered))).toEqual(remembered(await stateOf(ordered)));
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('"check now"', () => {
  it('of a paused monitor, or from a location that is not its own, is stored and judges nothing', async () => {
    await rig.dataSource.query('UPDATE monitors SET confirmations = 0');
    await record(...story('uu'));
    const before = await stateOf();
    await record(resultOf(monitor, 2, 'd', { trigger: 'manual', location: 'elsewhere' }));
    await rig.dataSource.transaction((manager) => stopSchedule(manager, monitor.id, at(3)));
    await record(resultOf(monitor, 3, 'd', { trigger: 'manual' }));
    expect(await stateOf()).toEqual(before);
    expect(await timesOf()).toEqual([]);
    const [{ n }] = await rig.dataSource.query('SELECT count(*)::int AS n FROM checks WHERE monitor_key = $1', [
      monitor.key,
    ]);
    expect(n).toBe(4);
  });

  it('of a monitor that is scheduled, from its own location, counts as any other', async () => {
    await rig.dataSource.query('UPDATE monitors SET confirmations = 0');
    await record(...story('uu'));
    await record(resultOf(monitor, 2, 'd', { trigger: 'manual' }));
    expect(await timesOf()).toHaveLength(1);
  });
});
