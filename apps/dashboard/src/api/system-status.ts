import { queryOptions, useQuery } from '@tanstack/react-query';
import { bodyOf, client } from './client.js';
import { keys } from './keys.js';

const REFRESH_INTERVAL_MS = 15_000;

export const systemStatusQuery = queryOptions({
  queryKey: keys.system,
  queryFn: () => bodyOf(client.GET('/api/v1/system/status')),
});

/** The health of Wakeful itself and the number of monitors per status. */
export function useSystemStatus(refetchInterval = REFRESH_INTERVAL_MS) {
  return useQuery({ ...systemStatusQuery, refetchInterval });
}
