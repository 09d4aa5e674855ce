import { MultiSelect, Radio, Stack, TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import { fieldError } from './field-error.js';

const SEARCH_DELAY_MS = 200;
const SHOWN_MONITORS = 50;
/** Names that are asked for one by one; further ones are shown as ids. */
const MAX_NAMES = 50;

export interface ChosenMonitors {
  allMonitors: boolean;
  tags: string[];
  monitorIds: string[];
}

interface MonitorChoiceProps {
  label: string;
  value: ChosenMonitors;
  error: Error | null;
  onChange: (value: ChosenMonitors) => void;
}

/** Which monitors something is about: all, or those with a tag and those that are chosen. */
export function MonitorChoice({ label, value, error, onChange }: MonitorChoiceProps) {
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim().slice(0, 200), SEARCH_DELAY_MS);
  const found = useQuery({
    queryKey: keys.monitorList({ q: wanted, pageSize: SHOWN_MONITORS }),
    queryFn: () => {
      const query = { pageSize: SHOWN_MONITORS, ...(wanted === '' ? {} : { q: wanted }) };
      return bodyOf(client.GET('/api/v1/monitors', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    enabled: !value.allMonitors,
  });
  const monitors = found.data?.items ?? [];
  const names = useMonitorNames(value.monitorIds, monitors);
  const tags = [...new Set(monitors.flatMap((monitor) => monitor.tags))].sort();
  return (
    <Stack gap="sm">
      <Radio.Group
        label={label}
        value={value.allMonitors ? 'all' : 'some'}
        error={fieldError(error, 'allMonitors')}
        onChange={(choice) => onChange({ ...value, allMonitors: choice === 'all' })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="all" label="All monitors" />
          <Radio value="some" label="Monitors with a tag, or chosen ones" />
        </Stack>
      </Radio.Group>
      {!value.allMonitors && (
        <>
          <TagsInput
            label="Tags"
            description="Every monitor with at least one of these. Press Enter after each."
            data={tags}
            value={value.tags}
            error={fieldError(error, 'tags')}
            onChange={(next) => onChange({ ...value, tags: next })}
          />
          <MultiSelect
            label="Chosen monitors"
            description="Search by name or URL."
            searchable
            hidePickedOptions
            searchValue={search}
            onSearchChange={setSearch}
            // The server has searched already.
            filter={({ options }) => options}
            nothingFoundMessage={found.isFetching ? 'Searching…' : 'No monitor is named so'}
            data={[...names].map(([id, name]) => ({ value: id, label: name }))}
            value={value.monitorIds}
            error={fieldError(error, 'monitorIds') ?? found.error?.message}
            onChange={(next) => onChange({ ...value, monitorIds: next })}
          />
        </>
      )}
    </Stack>
  );
}

/** The names of those that are chosen and of those that were found, by their ids. */
function useMonitorNames(
  ids: readonly string[],
  found: readonly { id: string; name: string }[],
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
