import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { NetworkFilter } from './network-filter.js';
import classes from './waterfall.module.css';

interface NetworkFilterBarProps {
  filter: NetworkFilter;
  resourceTypes: readonly string[];
  visit: string;
  onChange: (filter: NetworkFilter) => void;
}

/** Filters the requests. */
export function NetworkFilterBar({ filter, resourceTypes, visit, onChange }: NetworkFilterBarProps) {
  // The resource summary does not include the main document.
  const types = [...new Set(['document', ...resourceTypes])];
  return (
    <div className={classes['filters']} role="search" aria-label={`Requests, ${visit}`}>
      <Checkbox
        label="Failed only"
        checked={filter.isFailedOnly}
        onChange={(event) => onChange({ ...filter, isFailedOnly: event.currentTarget.checked })}
      />
      <NativeSelect
        size="xs"
        aria-label="Request type"
        value={filter.resourceType}
        data={[{ value: '', label: 'All types' }, ...types.map((type) => ({ value: type, label: type }))]}
        onChange={(event) => onChange({ ...filter, resourceType: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="search"
        aria-label="Filter by URL"
        placeholder="URL contains…"
        maxLength={500}
        className={classes['search'] ?? ''}
        value={filter.url}
        onChange={(event) => onChange({ ...filter, url: event.currentTarget.value })}
      />
    </div>
  );
}
