import { useQuery } from '@tanstack/react-query';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import { coverageOf, type Covered } from './coverage.js';

/** The maximum page size of the API. */
const PAGE_SIZE = 100;

/** The channels of a monitor; undefined while they are loading, and where there are more than can be read. */
export function useCoverage(monitor: Covered) {
  const { data } = useQuery({
    queryKey: [...keys.channels, 'all'],
    queryFn: () => bodyOf(client.GET('/api/v1/notification-channels', { params: { query: { pageSize: PAGE_SIZE } } })),
  });
  if (!data || data.total > data.items.length) return undefined;
  return coverageOf(data.items, monitor);
}
