import { MultiSelect, Radio, Stack, TagsInput } from '@mantine/core';
import { fieldError } from './field-error.js';
import { useMonitorSearch } from './use-monitor-search.js';

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

/** Selects all monitors, or monitors by tag and by name. */
export function MonitorChoice({ label, value, error, onChange }: MonitorChoiceProps) {
  const { search, setSearch, found, monitors, names } = useMonitorSearch(value.monitorIds, !value.allMonitors);
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
          <Radio value="some" label="Selected tags or monitors" />
        </Stack>
      </Radio.Group>
      {!value.allMonitors && (
        <>
          <TagsInput
            label="Tags"
            description="Monitors with at least one of these tags. Press Enter after each."
            data={tags}
            value={value.tags}
            error={fieldError(error, 'tags')}
            onChange={(next) => onChange({ ...value, tags: next })}
          />
          <MultiSelect
            label="Selected monitors"
            description="Search by name or URL."
            searchable
            hidePickedOptions
            searchValue={search}
            onSearchChange={setSearch}
            // Already filtered by the server.
            filter={({ options }) => options}
            nothingFoundMessage={found.isFetching ? 'Searching…' : 'No matching monitors'}
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
