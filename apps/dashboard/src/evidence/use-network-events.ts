import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { NetworkFilter } from './network-filter.js';

const PAGE_SIZE = 200;

/** What happened on the network during a session, as far as it was asked for. */
export function useNetworkEvents(sessionId: string, { isFailedOnly, resourceType, url }: NetworkFilter) {
  const query = {
    ...(isFailedOnly && { failedOnly: 'true' as const }),
    ...(resourceType !== '' && { resourceType }),
    ...(url.trim() !== '' && { url: url.trim() }),
  };
  return useInfiniteQuery({
    queryKey: [...keys.debugSession(sessionId), 'events', query],
    queryFn: ({ pageParam }) =>
      bodyOf(
        client.GET('/api/v1/debug-sessions/{id}/events', {
          params: { path: { id: sessionId }, query: { ...query, page: pageParam, pageSize: PAGE_SIZE } },
        }),
      ),
    initialPageParam: 1,
    getNextPageParam: ({ page, pageSize, total }) => (page * pageSize < total ? page + 1 : undefined),
    placeholderData: keepPreviousData,
    // What was seen does not change any more.
    staleTime: Infinity,
  });
}
