import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { chosenText } from '../parts/chosen-text.js';
import { LinkedText } from '../parts/linked-text.js';
import { StatusMark } from '../status/status-mark.js';
import { FromNow, Moment } from '../time/moment.js';
import { recurrenceText } from './recurrence.js';
import type { MaintenanceWindow } from './use-maintenance.js';

interface MaintenanceCardProps {
  window: MaintenanceWindow;
  mayEdit: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

/** One maintenance window with its current or next occurrence. */
export function MaintenanceCard({ window, mayEdit, onEdit, onDelete }: MaintenanceCardProps) {
  const { name, description, active, recurrence } = window;
  return (
    <Paper component="li" withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4">
            {name}
          </Title>
          {active && (
            <Group gap="xs">
              <StatusMark status="maintenance" isCompact />
              <Text size="sm" fw={600} c="var(--maintenance)">
                Active now
              </Text>
            </Group>
          )}
        </Group>
        <Occurrence window={window} />
        {description !== '' && (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            <LinkedText text={description} />
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {chosenText(window)} · {recurrenceText(recurrence)}
        </Text>
        {mayEdit && (
          <Group gap="xs">
            <Button size="xs" variant="default" aria-label={`Edit ${name}`} onClick={onEdit}>
              Edit
            </Button>
            <Button size="xs" variant="default" aria-label={`Delete ${name}`} onClick={onDelete}>
              Delete
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

function Occurrence({ window: { active, next, endsAt, recurrence } }: { window: MaintenanceWindow }) {
  if (next === null) {
    return (
      <Text size="sm">
        {recurrence === null ? (
          <>
            Ended <Moment at={endsAt} />
          </>
        ) : (
          'No further occurrences.'
        )}
      </Text>
    );
  }
  return (
    <Text size="sm">
      {active ? (
        <>
          Since <Moment at={next.from} />, until <Moment at={next.until} /> (<FromNow at={next.until} />)
        </>
      ) : (
        <>
          Next <FromNow at={next.from} />: <Moment at={next.from} /> until <Moment at={next.until} />
        </>
      )}
    </Text>
  );
}
