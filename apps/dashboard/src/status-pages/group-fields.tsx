import { Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldError } from '../parts/field-error.js';
import type { useMonitorSearch } from '../parts/use-monitor-search.js';
import { MoveButtons } from './move-buttons.js';
import { type GroupDraft, type MemberDraft, moved } from './page-draft.js';
import classes from './status-pages.module.css';

interface GroupFieldsProps {
  group: GroupDraft;
  index: number;
  isLast: boolean;
  /** The monitors of all groups; a page shows each only once. */
  chosen: readonly string[];
  search: ReturnType<typeof useMonitorSearch>;
  error: Error | null;
  onChange: (group: GroupDraft) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** A group of a status page: its name and its ordered monitors. */
export function GroupFields({
  group,
  index,
  isLast,
  chosen,
  search,
  error,
  onChange,
  onMove,
  onRemove,
}: GroupFieldsProps) {
  const { name, members } = group;
  const path = `groups.${index}`;
  const what = name.trim() === '' ? `group ${index + 1}` : name;
  const setMembers = (next: readonly MemberDraft[]): void => onChange({ ...group, members: next });
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Group align="end" gap="xs" wrap="nowrap">
          <TextInput
            className={classes['grow']}
            label={`Group name ${index + 1}`}
            value={name}
            error={fieldError(error, `${path}.name`)}
            onChange={(event) => onChange({ ...group, name: event.currentTarget.value })}
          />
          <MoveButtons what={what} isFirst={index === 0} isLast={isLast} onMove={onMove} onRemove={onRemove} />
        </Group>
        {members.length > 0 && (
          <ol className={classes['list']} aria-label={`Monitors of ${what}`}>
            {members.map((member, place) => (
              <Member
                key={member.monitorId}
                member={member}
                name={search.names.get(member.monitorId) ?? member.monitorId}
                isFirst={place === 0}
                isLast={place === members.length - 1}
                error={fieldError(error, `${path}.monitors.${place}`)}
                onLabel={(label) => setMembers(members.map((one) => (one === member ? { ...one, label } : one)))}
                onMove={(by) => setMembers(moved(members, place, by))}
                onRemove={() => setMembers(members.filter((one) => one !== member))}
              />
            ))}
          </ol>
        )}
        <AddMonitor
          what={what}
          chosen={chosen}
          search={search}
          onAdd={(monitorId) => setMembers([...members, { monitorId, label: '' }])}
        />
      </Stack>
    </Paper>
  );
}

interface MemberProps {
  member: MemberDraft;
  name: string;
  isFirst: boolean;
  isLast: boolean;
  error: string | undefined;
  onLabel: (label: string) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function Member({ member, name, isFirst, isLast, error, onLabel, onMove, onRemove }: MemberProps) {
  return (
    <li className={classes['member']}>
      <Text size="sm" className={classes['wrapping']}>
        {name}
      </Text>
      <TextInput
        size="xs"
        aria-label={`Display name of ${name}`}
        placeholder="Display name (optional)"
        value={member.label}
        error={error}
        onChange={(event) => onLabel(event.currentTarget.value)}
      />
      <MoveButtons what={name} isFirst={isFirst} isLast={isLast} onMove={onMove} onRemove={onRemove} />
    </li>
  );
}

type AddMonitorProps = Pick<GroupFieldsProps, 'chosen' | 'search'> & { what: string; onAdd: (id: string) => void };

function AddMonitor({ what, chosen, search: { search, setSearch, found, monitors }, onAdd }: AddMonitorProps) {
  // All groups share one search; only the active one shows the input.
  const [isUsed, setIsUsed] = useState(false);
  const free = monitors.filter(({ id }) => !chosen.includes(id));
  return (
    <Select
      label={`Add monitor to ${what}`}
      placeholder="Search by name or URL"
      searchable
      value={null}
      searchValue={isUsed ? search : ''}
      onSearchChange={(text) => isUsed && setSearch(text)}
      onFocus={() => {
        setSearch('');
        setIsUsed(true);
      }}
      onBlur={() => setIsUsed(false)}
      // Already filtered by the server.
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? 'Searching…' : 'No more matching monitors'}
      data={free.map(({ id, name }) => ({ value: id, label: name }))}
      error={found.error?.message}
      onChange={(id) => {
        if (id === null) return;
        onAdd(id);
        setSearch('');
      }}
    />
  );
}
