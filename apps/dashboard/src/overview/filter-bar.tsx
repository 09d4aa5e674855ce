import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import type { MonitorSort } from '@wakeful/contracts';
import { useRef, useState } from 'react';
import { useSystemStatus } from '../api/system-status.js';
import { type OverviewFilter, sortLabels } from './overview-filter.js';

/** Shorter than most pauses between keystrokes; an outdated request is dropped. */
const TYPING_PAUSE_MS = 50;

interface Props {
  readonly filter: OverviewFilter;
  onChange(changes: Partial<OverviewFilter>): void;
}

export function FilterBar({ filter, onChange }: Props) {
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => search.current?.focus()]]);
  return (
    <Group gap="sm" align="end" role="search">
      <TypedText
        label="Search"
        placeholder="Search by name or URL (press /)"
        value={filter.q}
        onType={(q) => onChange({ q })}
        inputRef={search}
        grow
      />
      <TypedText label="Tag" placeholder="Any" value={filter.tag} onType={(tag) => onChange({ tag })} />
      <LocationSelect value={filter.location} onChange={(location) => onChange({ location })} />
      <Select
        label="Sort"
        w={160}
        allowDeselect={false}
        data={Object.entries(sortLabels).map(([value, label]) => ({ value, label }))}
        value={filter.sort}
        onChange={(sort) => sort && onChange({ sort: sort as MonitorSort })}
      />
    </Group>
  );
}

/** The location filter, when there is more than one. */
function LocationSelect({ value, onChange }: { value: string; onChange(location: string): void }) {
  const { data } = useSystemStatus();
  const used = Object.keys(data?.monitors.byLocation ?? {});
  if (used.length < 2 && value === '') return null;
  return (
    <Select
      label="Location"
      w={150}
      placeholder="Any"
      clearable
      data={[...new Set([...used, ...(value ? [value] : [])])]}
      value={value || null}
      onChange={(location) => onChange(location ?? '')}
    />
  );
}

interface TypedTextProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly grow?: boolean;
  readonly inputRef?: React.RefObject<HTMLInputElement | null>;
  onType(text: string): void;
}

/** Shows input at once and applies it when typing pauses. */
function TypedText({ label, placeholder, value, grow, inputRef, onType }: TypedTextProps) {
  const [typed, setTyped] = useState({ over: value, text: value });
  const settle = useDebouncedCallback(onType, TYPING_PAUSE_MS);
  // A value set elsewhere, such as by the Back button, replaces the input.
  const text = typed.over === value ? typed.text : value;
  return (
    <TextInput
      ref={inputRef}
      label={label}
      placeholder={placeholder}
      value={text}
      {...(grow ? { flex: '1 1 220px' } : { w: 130 })}
      onChange={({ currentTarget }) => {
        setTyped({ over: value, text: currentTarget.value });
        settle(currentTarget.value);
      }}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
    />
  );
}
