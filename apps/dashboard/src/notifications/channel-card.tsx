import { Badge, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useAlertStatus } from '../api/alert-status.js';
import { useMay } from '../api/login-session.js';
import { FailureNotice } from '../app/failure-notice.js';
import { chosenText } from '../parts/chosen-text.js';
import { countText, durationText, latencyText } from '../time/durations.js';
import { Ago } from '../time/moment.js';
import { channelTypeLabel } from './channel-types.js';
import { eventLabels } from './event-labels.js';
import { type Channel, useSwitchChannel, useTestChannel } from './use-channels.js';

const MINUTE_MS = 60_000;

interface ChannelCardProps {
  channel: Channel;
  onEdit: () => void;
  onDelete: () => void;
}

/** One channel: its type, events and state, with a test button. */
export function ChannelCard({ channel, onEdit, onDelete }: ChannelCardProps) {
  const mayEdit = useMay('editor');
  const switching = useSwitchChannel(channel);
  const test = useTestChannel(channel);
  const { name, enabled } = channel;
  return (
    <Paper component="li" withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Title order={2} size="h4">
              {name}
            </Title>
            <Badge variant="default" tt="none">
              {channelTypeLabel(channel.settings.type)}
            </Badge>
          </Group>
          {mayEdit ? (
            <Switch
              label="Enabled"
              aria-label={`Enabled: ${name}`}
              checked={enabled}
              disabled={switching.isPending}
              onChange={(event) => switching.mutate(event.currentTarget.checked)}
            />
          ) : (
            <Text size="sm">{enabled ? 'Enabled' : 'Disabled'}</Text>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {factsOf(channel).join(' · ')}
        </Text>
        <ChannelState channelId={channel.id} />
        {mayEdit && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              aria-label={`Send test message to ${name}`}
              loading={test.isPending}
              onClick={() => test.mutate()}
            >
              Send test message
            </Button>
            <Button size="xs" variant="default" aria-label={`Edit ${name}`} onClick={onEdit}>
              Edit
            </Button>
            <Button size="xs" variant="default" aria-label={`Delete ${name}`} onClick={onDelete}>
              Delete
            </Button>
          </Group>
        )}
        {switching.error && <FailureNotice error={switching.error} />}
        {test.error && <FailureNotice error={test.error} onRetry={() => test.mutate()} />}
        <div role="status">{test.data && <TestResult result={test.data} />}</div>
      </Stack>
    </Paper>
  );
}

/** How its newest message ended, and what waits for it. */
function ChannelState({ channelId }: { channelId: string }) {
  const { data } = useAlertStatus();
  const found = data?.channels.find((one) => one.channelId === channelId);
  if (!found) return null;
  const { state, waiting, lastStatus, lastDetail, lastTriedAt } = found;
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {state === 'unused' && (
        <Text span inherit c="dimmed">
          Nothing sent yet. Send a test message.
        </Text>
      )}
      {state === 'working' && (
        <Text span inherit fw={600} c="var(--up)">
          ✓ Working
        </Text>
      )}
      {state === 'failing' && (
        <Text span inherit fw={600} c="var(--down)">
          ✕ Failing
        </Text>
      )}
      {lastTriedAt !== null && (
        <>
          {' · last message '}
          <Ago at={lastTriedAt} />
        </>
      )}
      {state === 'failing' && ` · ${lastStatus === null ? '' : `${lastStatus} `}${lastDetail || 'no response'}`}
      {waiting > 0 && ` · ${countText(waiting)} waiting`}
    </Text>
  );
}

function factsOf(channel: Channel): string[] {
  const { events, reminderMinutes, stormThreshold } = channel;
  return [
    chosenText(channel),
    events.length > 0 ? events.map((event) => eventLabels[event]).join(', ') : 'No events selected',
    reminderMinutes === null ? 'No reminders' : `Reminder every ${durationText(reminderMinutes * MINUTE_MS)}`,
    `Grouped above ${stormThreshold} per minute`,
  ];
}

function TestResult({ result }: { result: NonNullable<ReturnType<typeof useTestChannel>['data']> }) {
  const { delivered, status, answer, durationMs } = result;
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      <Text span fw={600} c={delivered ? 'var(--up)' : 'var(--down)'}>
        {delivered ? '✓ Test delivered' : '✕ Test failed'}
      </Text>{' '}
      ({status !== null && `HTTP ${status}, `}
      {latencyText(durationMs)}){answer !== '' && `: ${answer}`}
    </Text>
  );
}
