import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Availability, availabilityOf, type OpenInterval, type Timeline } from './timeline.js';

const HORIZON = 40;
const time = fc.integer({ min: 0, max: HORIZON });
const closed = fc.tuple(time, time).map(([a, b]) => ({ fromMs: Math.min(a, b), untilMs: Math.max(a, b) }));
const open = fc
  .tuple(closed, fc.boolean())
  .map(([one, isOpen]): OpenInterval => (isOpen ? { fromMs: one.fromMs, untilMs: null } : one));
const locations = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
const timelines: fc.Arbitrary<Timeline> = fc.record({
  span: closed,
  periods: fc.array(
    fc.tuple(open, locations).map(([one, from]) => ({ ...one, locations: from })),
    { maxLength: 4 },
  ),
  gapsByLocation: fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.array(closed, { maxLength: 4 })), { maxLength: 3 })
    .map((entries) => new Map(entries)),
  downtime: fc.array(open, { maxLength: 3 }),
  maintenance: fc.array(closed, { maxLength: 3 }),
  knownUntilMs: fc.option(time),
});

const holds = (one: OpenInterval, at: number): boolean => one.fromMs <= at && at < (one.untilMs ?? Infinity);

/** The oracle: asks of every unit of time what it was. */
function stateAt(timeline: Timeline, at: number): 'unmonitored' | 'maintenance' | 'unknown' | 'down' | 'up' {
  const periods = timeline.periods.filter((period) => holds(period, at));
  if (!holds(timeline.span, at) || periods.length === 0) return 'unmonitored';
  if (timeline.maintenance.some((one) => holds(one, at))) return 'maintenance';
  const asked = periods.flatMap((period) => period.locations);
  const isSeen = asked.some((from) => !timeline.gapsByLocation.get(from)?.some((gap) => holds(gap, at)));
  if (!isSeen || at >= (timeline.knownUntilMs ?? -1)) return 'unknown';
  return timeline.downtime.some((one) => holds(one, at)) ? 'down' : 'up';
}

describe('availabilityOf', () => {
  it('agrees with asking of every unit of time what it was', () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        const states = Array.from({ length: HORIZON }, (_, at) => stateAt(timeline, at));
        const count = (state: string): number => states.filter((one) => one === state).length;
        const [upMs, downMs, unknownMs] = [count('up'), count('down'), count('unknown')];
        const monitoredMs = upMs + downMs + unknownMs;
        expect(availabilityOf(timeline)).toEqual({
          upMs,
          downMs,
          unknownMs,
          monitoredMs,
          maintenanceMs: count('maintenance'),
          availability: upMs + downMs === 0 ? null : upMs / (upMs + downMs),
          coverage: monitoredMs === 0 ? null : (upMs + downMs) / monitoredMs,
        } satisfies Availability);
      }),
      { numRuns: 2000 },
    );
  });

  const period = { fromMs: 0, untilMs: null, locations: ['a'] };
  const span = { fromMs: 0, untilMs: 100 };

  it('counts neither a pause nor a gap as down', () => {
    const timeline: Timeline = {
      span,
      periods: [
        { ...period, untilMs: 40 },
        { ...period, fromMs: 60 },
      ],
      gapsByLocation: new Map([['a', [{ fromMs: 70, untilMs: 80 }]]]),
      maintenance: [],
      downtime: [{ fromMs: 30, untilMs: 75 }],
      knownUntilMs: 100,
    };
    expect(availabilityOf(timeline)).toMatchObject({ upMs: 50, downMs: 20, unknownMs: 10, monitoredMs: 80 });
  });

  it('knows a time that one location of two knows', () => {
    const gaps = new Map([['b', [{ fromMs: 0, untilMs: 50 }]]]);
    const timeline = {
      span,
      periods: [{ ...period, locations: ['a', 'b'] }],
      maintenance: [],
      downtime: [],
      knownUntilMs: 100,
    };
    expect(availabilityOf({ ...timeline, gapsByLocation: gaps })).toMatchObject({ unknownMs: 0, coverage: 1 });
  });

  it('does not take a location that was not asked yet for one that knows', () => {
    const timeline: Timeline = {
      span,
      periods: [
        { ...period, untilMs: 50 },
        { ...period, fromMs: 50, locations: ['a', 'b'] },
      ],
      gapsByLocation: new Map([['a', [{ fromMs: 40, untilMs: 60 }]]]),
      maintenance: [],
      downtime: [],
      knownUntilMs: 100,
    };
    expect(availabilityOf(timeline)).toMatchObject({ unknownMs: 10, upMs: 90 });
  });

  it('has no availability without knowledge, and no coverage without a schedule', () => {
    const nothing = {
      span,
      periods: [period],
      gapsByLocation: new Map(),
      maintenance: [],
      downtime: [],
      knownUntilMs: null,
    };
    expect(availabilityOf(nothing)).toMatchObject({ availability: null, coverage: 0 });
    expect(availabilityOf({ ...nothing, periods: [] })).toMatchObject({ availability: null, coverage: null });
  });
});
