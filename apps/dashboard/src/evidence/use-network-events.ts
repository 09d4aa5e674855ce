import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import type { NetworkFilter } from './network-filter.js';

const PAGE_SIZE = 200;

/** The network events of a browser check, as far as they are loaded. */
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
    // Recorded events never change.
    staleTime: Infinity,
  });
}
