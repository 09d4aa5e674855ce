import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { inBatches } from '../api/in-batches.js';
import { keys } from '../api/keys.js';
import type { RecentHours } from '../status/sparkline.js';

const DAYS = 90;
const HOURS = 24;
const REFRESH_INTERVAL_MS = 300_000;
/** Scrolling through thousands of rows must not keep them all. */
const FORGET_AFTER_MS = 60_000;
/** The API's maximum per request. */
const MAX_MONITORS = 100;

type Days = Schemas['DailyStats']['items'][number]['days'];

/** By monitor; undefined outside the view. */
type OfMonitor<Stats> = (id: string | undefined) => Stats | undefined;

const readDays = inBatches(async (ids) => {
  const query = { monitorIds: ids.join(), days: DAYS };
  const { items } = await bodyOf(client.GET('/api/v1/stats/daily', { params: { query } }));
  return new Map(items.map(({ monitorId, days }) => [monitorId, days]));
}, MAX_MONITORS);

const readHours = inBatches(async (ids): Promise<Map<string, RecentHours>> => {
  const query = { monitorIds: ids.join(), hours: HOURS };
  const { from, items } = await bodyOf(client.GET('/api/v1/stats/hourly', { params: { query } }));
  return new Map(items.map(({ monitorId, hours }) => [monitorId, { from, count: HOURS, hours }]));
}, MAX_MONITORS);

/**
 * One query per monitor, so that a row that moves or reappears requests nothing; missing ones are requested in batches.
 */
function useStats<Stats>(
  ids: readonly string[],
  keyOf: (id: string) => readonly string[],
  read: (id: string, signal: AbortSignal) => Promise<Stats | null>,
): OfMonitor<Stats> {
  const found = useQueries({
    queries: ids.map((id) => ({
      queryKey: keyOf(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => read(id, signal),
      staleTime: REFRESH_INTERVAL_MS,
      refetchInterval: REFRESH_INTERVAL_MS,
      gcTime: FORGET_AFTER_MS,
    })),
  }) as UseQueryResult<Stats | null>[];
  const byId = new Map(ids.map((id, index) => [id, found[index]?.data ?? undefined]));
  return (id) => (id === undefined ? undefined : byId.get(id));
}

/** The last 90 days of the visible monitors. */
export const useDailyStats = (ids: readonly string[]): OfMonitor<Days> => useStats(ids, keys.dailyStats, readDays);

/** The last 24 hours of the visible monitors. */
export const useHourlyStats = (ids: readonly string[]): OfMonitor<RecentHours> =>
  useStats(ids, keys.hourlyStats, readHours);
