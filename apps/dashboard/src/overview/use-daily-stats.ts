import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

const DAYS = 90;
const REFRESH_INTERVAL_MS = 300_000;
/** As many as the API answers at once. */
const MAX_MONITORS = 100;

type Days = Schemas['DailyStats']['items'][number]['days'];

/** The last 90 days of the monitors in view; of a monitor that is not in view: undefined. */
export function useDailyStats(monitorIds: readonly string[]): (id: string | undefined) => Days | undefined {
  const ids = [...monitorIds].sort().slice(0, MAX_MONITORS);
  const { data } = useQuery({
    queryKey: keys.dailyStats(ids),
    queryFn: ({ signal }) =>
      bodyOf(client.GET('/api/v1/stats/daily', { params: { query: { monitorIds: ids.join(), days: DAYS } }, signal })),
    enabled: ids.length > 0,
    staleTime: REFRESH_INTERVAL_MS,
    placeholderData: keepPreviousData,
  });
  return (id) => data?.items.find(({ monitorId }) => monitorId === id)?.days;
}
