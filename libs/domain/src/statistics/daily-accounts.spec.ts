import { describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '@wakeful/contracts';
import { dailyAccounts, lastDays, sumOfAccounts } from './daily-accounts.js';
import { accountFor, type MonitorTimeline } from './monitor-timeline.js';

const NOW_MS = 100 * DAY_MS + 6 * HOUR_MS;
const at = (day: number, hour = 0): number => day * DAY_MS + hour * HOUR_MS;

const timeline: MonitorTimeline = {
  monitorId: 'a',
  monitorKey: 1,
  intervalMs: 60_000,
  timeoutMs: 10_000,
  locations: 1,
  knownUntilMs: NOW_MS + 30_000,
  settledUntilMs: NOW_MS - 120_000,
  periods: [{ fromMs: at(98, 12), untilMs: null, intervalMs: 60_000, phaseMs: 0, locations: ['default'] }],
  gaps: [{ location: 'default', fromMs: at(99, 2), untilMs: at(99, 8), slots: 360 }],
  downtime: [{ fromMs: at(98, 23), untilMs: at(99, 1), hasGoodBefore: true }],
  maintenance: [{ fromMs: at(100, 0), untilMs: at(100, 1) }],
};

describe('dailyAccounts', () => {
  const span = lastDays(4, NOW_MS);

  it('begins with a day and ends now', () => {
    expect(span).toEqual({ fromMs: at(97), toMs: NOW_MS });
  });

  it('puts each part of an interval into its day', () => {
    const days = dailyAccounts(timeline, span);
    expect(days.map(({ downMs }) => downMs / HOUR_MS)).toEqual([0, 1, 1, 0]);
    expect(days.map(({ coverage }) => coverage)).toEqual([null, 1, 0.75, 1]);
    expect(days.map(({ availability }) => availability)).toEqual([null, 11 / 12, 17 / 18, 1]);
    expect(days.map(({ maintenanceMs }) => maintenanceMs / HOUR_MS)).toEqual([0, 0, 0, 1]);
  });

  it('adds up to the account of the whole span', () => {
    expect(sumOfAccounts(dailyAccounts(timeline, span))).toEqual(accountFor(timeline, span));
  });

  it('knows nothing of a day without a single result', () => {
    const days = dailyAccounts({ ...timeline, knownUntilMs: null, downtime: [] }, span);
    expect(days.map(({ availability, coverage }) => [availability, coverage])).toEqual([
      [null, null],
      [null, 0],
      [null, 0],
      [null, 0],
    ]);
  });
});
