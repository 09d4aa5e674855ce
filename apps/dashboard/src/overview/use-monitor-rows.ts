import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { type OverviewFilter, queryOf } from './overview-filter.js';

const PAGE_SIZE = 50;

export interface MonitorRows {
  readonly total: number | undefined;
  readonly isStale: boolean;
  readonly error: Error | null;
  /** undefined while its list page is loading. */
  rowAt(index: number): Schemas['Monitor'] | undefined;
  retry(): void;
}

export const pageQuery = (filter: OverviewFilter, page: number) => {
  const query = { ...queryOf(filter), page, pageSize: PAGE_SIZE };
  return {
    queryKey: keys.monitorList(query),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      bodyOf(client.GET('/api/v1/monitors', { params: { query }, signal })),
  };
};

/** The filtered monitors; only the list pages of visible rows are loaded. */
export function useMonitorRows(filter: OverviewFilter, visible: { first: number; last: number }): MonitorRows {
  const first = useQuery({ ...pageQuery(filter, 1), placeholderData: keepPreviousData });
  const pageOf = (index: number): number => Math.floor(index / PAGE_SIZE) + 1;
  const pages = new Set<number>();
  for (let page = Math.max(2, pageOf(visible.first)); page <= pageOf(visible.last); page++) pages.add(page);
  const numbers = [...pages];
  const others = useQueries({ queries: numbers.map((page) => pageQuery(filter, page)) });
  return {
    total: first.data?.total,
    isStale: first.isPlaceholderData,
    error: first.error,
    retry: () => void first.refetch(),
    rowAt: (index) => {
      const page = pageOf(index);
      const data = page === 1 ? first.data : others[numbers.indexOf(page)]?.data;
      return data?.items[index % PAGE_SIZE];
    },
  };
}
