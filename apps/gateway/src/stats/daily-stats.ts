import type { DailyStats, DailyStatsQuery } from '@wakeful/contracts';
import { type Availability, dailyAccounts, lastDays, sumOfAccounts } from '@wakeful/domain';
import { loadTimelines } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';

const DAY_MS = 86_400_000;
const MS_PER_SECOND = 1000;
/** Finer than a millisecond a day, and short in an answer of thousands of them. */
const PRECISION = 1e8;

const rounded = (share: number | null): number | null =>
  share === null ? null : Math.round(share * PRECISION) / PRECISION;

const sharesOf = ({ availability, coverage }: Availability) => ({
  availability: rounded(availability),
  coverage: rounded(coverage),
});

/**
 * The uptime of monitors on each of the last days in UTC, in the order of the IDs; unknown IDs are left out. Computed
 * from the intervals used for all availability, so it reads neither checks nor rollups.
 */
export async function listDailyStats(
  { database }: ReadContext,
  { monitorIds, days }: Pick<DailyStatsQuery, 'monitorIds' | 'days'>,
  nowMs = Date.now(),
): Promise<DailyStats> {
  const span = lastDays(days, nowMs);
  const timelines = await loadTimelines(database, monitorIds, span);
  const byId = new Map(timelines.map((timeline) => [timeline.monitorId, timeline]));
  const dates = Array.from({ length: days }, (_, day) =>
    new Date(span.fromMs + day * DAY_MS).toISOString().slice(0, 10),
  );
  const items = [...new Set(monitorIds.map((id) => id.toLowerCase()))].flatMap((monitorId) => {
    const timeline = byId.get(monitorId);
    if (!timeline) return [];
    const accounts = dailyAccounts(timeline, span);
    return {
      monitorId,
      ...sharesOf(sumOfAccounts(accounts)),
      days: dates.map((date, day) => dayOf(date, accounts[day])),
    };
  });
  return { from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), items };
}

function dayOf(date: string, account: Availability | undefined) {
  if (!account) return { date, availability: null, coverage: null, downSeconds: 0, maintenanceSeconds: 0 };
  return {
    date,
    ...sharesOf(account),
    downSeconds: account.downMs / MS_PER_SECOND,
    maintenanceSeconds: account.maintenanceMs / MS_PER_SECOND,
  };
}
