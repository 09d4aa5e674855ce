import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useField } from './fields.js';
import { useForm } from './form-context.js';

const TYPING_PAUSE_MS = 150;
const MAX_OFFERED = 20;
const MAX_SEARCH_CHARACTERS = 200;

const optionOf = ({ id, name }: Schemas['Monitor']) => ({ value: id, label: name });

/** The parent monitor; the search runs on the server. */
export function ParentSelect() {
  const { form, set, monitorId } = useForm();
  const [search, setSearch] = useState('');
  const [typed] = useDebouncedValue(search.trim().slice(0, MAX_SEARCH_CHARACTERS), TYPING_PAUSE_MS);
  const parent = useQuery({
    queryKey: keys.monitor(form.parentId ?? ''),
    queryFn: () => bodyOf(client.GET('/api/v1/monitors/{id}', { params: { path: { id: form.parentId ?? '' } } })),
    enabled: form.parentId !== null,
  });
  const currentName = parent.data?.name ?? form.parentId ?? '';
  // The field shows the name of the selected monitor, which is not a search.
  const q = typed === currentName ? '' : typed;
  const query = { sort: 'name' as const, pageSize: MAX_OFFERED, ...(q === '' ? {} : { q }) };
  const found = useQuery({
    queryKey: keys.monitorList(query),
    queryFn: () => bodyOf(client.GET('/api/v1/monitors', { params: { query } })),
    placeholderData: keepPreviousData,
  });
  const others = (found.data?.items ?? []).filter(({ id }) => id !== monitorId && id !== form.parentId);
  const current = form.parentId === null ? [] : [{ value: form.parentId, label: currentName }];
  return (
    <Select
      {...useField('parentId')}
      label="Parent monitor"
      description="No alerts for this monitor while the parent is down."
      placeholder="None"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Clear parent monitor' }}
      nothingFoundMessage="No matching monitors"
      // Already filtered by the server.
      filter={({ options }) => options}
      data={[...current, ...others.map(optionOf)]}
      value={form.parentId}
      onChange={(id) => set('parentId', id)}
      searchValue={search}
      onSearchChange={setSearch}
    />
  );
}
