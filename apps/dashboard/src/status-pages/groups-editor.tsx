import { Button, Fieldset, Stack, Text } from '@mantine/core';
import { fieldError } from '../parts/field-error.js';
import { useMonitorSearch } from '../parts/use-monitor-search.js';
import { GroupFields } from './group-fields.js';
import { type GroupDraft, moved, newGroup } from './page-draft.js';

interface GroupsEditorProps {
  groups: readonly GroupDraft[];
  error: Error | null;
  onChange: (groups: readonly GroupDraft[]) => void;
}

/** The monitors of the page, in ordered groups. */
export function GroupsEditor({ groups, error, onChange }: GroupsEditorProps) {
  const chosen = groups.flatMap(({ members }) => members.map(({ monitorId }) => monitorId));
  const search = useMonitorSearch(chosen);
  const replace = (index: number, group: GroupDraft): void =>
    onChange(groups.map((one, place) => (place === index ? group : one)));
  return (
    <Fieldset legend="Monitors">
      <Stack>
        {groups.length === 0 && (
          <Text size="sm" c="dimmed">
            No monitors yet. Add group and select its monitors.
          </Text>
        )}
        {groups.map((group, index) => (
          <GroupFields
            key={group.key}
            group={group}
            index={index}
            isLast={index === groups.length - 1}
            chosen={chosen}
            search={search}
            error={error}
            onChange={(next) => replace(index, next)}
            onMove={(by) => onChange(moved(groups, index, by))}
            onRemove={() => onChange(groups.filter((_, place) => place !== index))}
          />
        ))}
        {fieldError(error, 'groups') !== undefined && groups.length === 0 && (
          <Text size="sm" c="var(--down)">
            {fieldError(error, 'groups')}
          </Text>
        )}
        <Button variant="default" size="xs" onClick={() => onChange([...groups, newGroup('')])} w="fit-content">
          Add group
        </Button>
      </Stack>
    </Fieldset>
  );
}
