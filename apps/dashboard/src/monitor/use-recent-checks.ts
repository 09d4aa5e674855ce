import { useInfiniteQuery } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

const PAGE_LIMIT = 50;
/** Live events refetch all loaded pages; this many are cheap. */
const MAX_PAGES = 6;
const STALE_MS = 2_000;

export type CheckStatusFilter = Schemas['CheckStatus'] | 'all';

/** The latest checks, and older ones on request; follows live events. */
export function useRecentChecks(id: string, status: CheckStatusFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.checks(id), status],
    queryFn: ({ pageParam }) => {
      const query = {
        limit: PAGE_LIMIT,
        ...(status !== 'all' && { status }),
        ...(pageParam !== null && { cursor: pageParam }),
      };
      return bodyOf(client.GET('/api/v1/monitors/{id}/checks', { params: { path: { id }, query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }, pages) => (pages.length < MAX_PAGES ? nextCursor : null),
    staleTime: STALE_MS,
  });
}
