import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Moment } from '../time/moment.js';
import classes from './status-pages.module.css';
import { stateLabels, type StatusUpdate } from './use-status-updates.js';

interface StatusUpdateCardProps {
  update: StatusUpdate;
  names: ReadonlyMap<string, string>;
  mayEdit: boolean;
  onEdit: () => void;
  onResolve: () => void;
  onDelete: () => void;
}

/** One posted incident with its updates. */
export function StatusUpdateCard({ update, names, mayEdit, onEdit, onResolve, onDelete }: StatusUpdateCardProps) {
  const { title, state, startsAt, resolvedAt, monitorIds, messages } = update;
  const affected = monitorIds.flatMap((id) => names.get(id) ?? []);
  return (
    <Paper component="li" withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" className={classes['wrapping']}>
            {title}
          </Title>
          <Badge variant="default" tt="none">
            {stateLabels[state]}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          Since <Moment at={startsAt} />
          {resolvedAt !== null && (
            <>
              , until <Moment at={resolvedAt} />
            </>
          )}
          {affected.length > 0 && ` · Affects ${affected.join(', ')}`}
        </Text>
        {messages.map((message) => (
          <div key={`${message.postedAt} ${message.body}`}>
            <Text size="sm" fw={600}>
              {stateLabels[message.state]}, <Moment at={message.postedAt} />
            </Text>
            <Text size="sm" className={classes['said']}>
              {message.body}
            </Text>
          </div>
        ))}
        {mayEdit && (
          <Group gap="xs">
            {state !== 'resolved' && (
              <Button size="xs" variant="default" aria-label={`Resolve ${title}`} onClick={onResolve}>
                Resolve
              </Button>
            )}
            <Button size="xs" variant="default" aria-label={`Update ${title}`} onClick={onEdit}>
              Post an update
            </Button>
            <Button size="xs" variant="default" aria-label={`Delete ${title}`} onClick={onDelete}>
              Delete
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
