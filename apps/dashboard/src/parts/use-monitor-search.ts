import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';

const SEARCH_DELAY_MS = 200;
const SHOWN_MONITORS = 50;
/** The maximum number of names loaded one by one; further ones are shown as IDs. */
const MAX_NAMES = 50;

/** Monitors matching the input, and the names of those with these IDs. */
export function useMonitorSearch(ids: readonly string[], enabled = true) {
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim().slice(0, 200), SEARCH_DELAY_MS);
  const found = useQuery({
    queryKey: keys.monitorList({ q: wanted, pageSize: SHOWN_MONITORS }),
    queryFn: () => {
      const query = { pageSize: SHOWN_MONITORS, ...(wanted === '' ? {} : { q: wanted }) };
      return bodyOf(client.GET('/api/v1/monitors', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    enabled,
  });
  const monitors = found.data?.items ?? [];
  return { search, setSearch, found, monitors, names: useMonitorNames(ids, monitors) };
}

/** The names of selected and found monitors, by ID. */
export function useMonitorNames(
  ids: readonly string[],
  found: readonly { id: string; name: string }[] = [],
): ReadonlyMap<string, string> {
  const names = new Map(found.map(({ id, name }) => [id, name]));
  const missing = ids.filter((id) => !names.has(id)).slice(0, MAX_NAMES);
  const answers = useQueries({
    queries: missing.map((id) => ({
      queryKey: keys.monitor(id),
      queryFn: () => bodyOf(client.GET('/api/v1/monitors/{id}', { params: { path: { id } } })),
    })),
  });
  for (const { data } of answers) if (data) names.set(data.id, data.name);
  for (const id of ids) if (!names.has(id)) names.set(id, `Monitor ${id.slice(0, 8)}`);
  return names;
}
