import { describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '@wakeful/contracts';
import { accountFor, countSlots, type MonitorTimeline } from './monitor-timeline.js';

const NOW_MS = 1000 * MINUTE_MS;
const span = { fromMs: NOW_MS - 60 * MINUTE_MS, toMs: NOW_MS };
const before = (minutes: number): number => NOW_MS - minutes * MINUTE_MS;

const period = { fromMs: 0, untilMs: null, intervalMs: MINUTE_MS, phaseMs: 0, locations: ['default'] };
const timeline: MonitorTimeline = {
  monitorId: 'a',
  monitorKey: 1,
  intervalMs: MINUTE_MS,
  timeoutMs: 10_000,
  locations: 1,
  knownUntilMs: NOW_MS + 30_000,
  settledUntilMs: before(2),
  periods: [period],
  gaps: [],
  downtime: [],
  maintenance: [],
};

describe('accountFor', () => {
  it('counts a monitor that works as known to the last second', () => {
    expect(accountFor(timeline, span)).toMatchObject({ availability: 1, coverage: 1, upMs: 60 * MINUTE_MS });
  });

  it('does not count the time of a check that may still come', () => {
    const late = { ...timeline, knownUntilMs: before(1) };
    expect(accountFor(late, span)).toMatchObject({ coverage: 1, monitoredMs: 59 * MINUTE_MS });
  });

  it('counts the time as unknown when the check is overdue', () => {
    const silent = { ...timeline, knownUntilMs: before(30) };
    expect(accountFor(silent, span)).toMatchObject({ upMs: 30 * MINUTE_MS, unknownMs: 30 * MINUTE_MS - 100_000 });
  });

  it('knows nothing of a monitor that was just created', () => {
    const fresh = { ...timeline, knownUntilMs: null, periods: [{ ...period, fromMs: NOW_MS }] };
    expect(accountFor(fresh, span)).toMatchObject({ availability: null, coverage: null });
  });

  it('never counts as up what never answered, nor what is not known before the first failure', () => {
    const created = { ...period, fromMs: before(10) };
    const downtime = [{ fromMs: before(10) + 7, untilMs: null, hasGoodBefore: false }];
    const broken = { ...timeline, periods: [created], downtime };
    expect(accountFor(broken, span)).toMatchObject({ availability: 0, upMs: 0, downMs: 10 * MINUTE_MS });
    const gaps = [{ location: 'default', fromMs: before(10), untilMs: before(9), slots: 1 }];
    expect(accountFor({ ...broken, gaps }, span)).toMatchObject({ upMs: 0, unknownMs: MINUTE_MS });
  });

  it('knows nothing of a monitor that was never up and is not confirmed as down yet', () => {
    const created = { ...period, fromMs: before(10) };
    const unproven = { ...timeline, periods: [created], unprovenSinceMs: before(10) + 7 };
    expect(accountFor(unproven, span)).toMatchObject({ availability: null, coverage: 0, upMs: 0, downMs: 0 });
    // It was paused and resumed: what was known before stays.
    const resumed = { ...unproven, periods: [{ ...period, untilMs: before(30) }, created] };
    expect(accountFor(resumed, span)).toMatchObject({ availability: 1, upMs: 30 * MINUTE_MS });
  });

  it('counts as up what lies between the last good check and the first failing one', () => {
    const downtime = [{ fromMs: before(5), untilMs: null, hasGoodBefore: true }];
    expect(accountFor({ ...timeline, downtime }, span)).toMatchObject({ upMs: 55 * MINUTE_MS });
  });

  it('accounts for no time of maintenance, not even for what was down in it', () => {
    const downtime = [{ fromMs: before(30), untilMs: before(10), hasGoodBefore: true }];
    const maintenance = [{ fromMs: before(25), untilMs: before(15) }];
    expect(accountFor({ ...timeline, downtime, maintenance }, span)).toMatchObject({
      downMs: 10 * MINUTE_MS,
      upMs: 40 * MINUTE_MS,
      monitoredMs: 50 * MINUTE_MS,
      maintenanceMs: 10 * MINUTE_MS,
    });
  });

  it('ends a gap where the schedule changed after it was settled', () => {
    const changed: MonitorTimeline = {
      ...timeline,
      settledUntilMs: before(25),
      periods: [
        { ...period, untilMs: before(20), intervalMs: 60 * MINUTE_MS },
        { ...period, fromMs: before(20) },
      ],
      gaps: [{ location: 'default', fromMs: before(40), untilMs: NOW_MS + 20 * MINUTE_MS, slots: 1 }],
    };
    expect(accountFor(changed, span)).toMatchObject({ unknownMs: 20 * MINUTE_MS, upMs: 40 * MINUTE_MS });
  });
});

describe('countSlots', () => {
  it('counts a slot for each location, and of a gap at the edge only what lies within', () => {
    const two: MonitorTimeline = {
      ...timeline,
      periods: [{ ...period, locations: ['default', 'eu-west'] }],
      gaps: [
        { location: 'default', fromMs: before(70), untilMs: before(55), slots: 15 },
        { location: 'eu-west', fromMs: before(10), untilMs: before(7), slots: 3 },
      ],
    };
    expect(countSlots(two, span)).toEqual({ expectedSlots: 120, missedSlots: 5 + 3 });
  });
});
