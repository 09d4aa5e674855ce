import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useAlertStatus } from '../api/alert-status.js';
import { countText } from '../time/durations.js';
import { Ago } from '../time/moment.js';
import { AddChannelLink } from './add-channel-link.js';

/** Says on the overview when alerts reach no one: a channel fails, or no channel covers a monitor. */
export function AlertBanner() {
  const { data } = useAlertStatus();
  if (!data) return null;
  const failing = data.channels.filter(({ enabled, state }) => enabled && state === 'failing');
  const hasChannels = data.channels.some(({ enabled }) => enabled);
  const { uncoveredMonitors } = data;
  if (failing.length === 0 && uncoveredMonitors === 0) return null;
  return (
    <Stack gap="xs">
      {failing.length > 0 && (
        <Alert color="red" variant="light" role="status" styles={readable} title={failingTitle(failing)}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {failing[0]?.lastDetail || 'The receiver did not respond.'}
            {failing[0]?.lastTriedAt && (
              <>
                {' '}
                (<Ago at={failing[0].lastTriedAt} />)
              </>
            )}{' '}
            <Anchor component={Link} href="/notifications" inherit c="inherit" fw={600} underline="always">
              View channels
            </Anchor>
          </Text>
        </Alert>
      )}
      {uncoveredMonitors > 0 && (
        <Alert
          color="yellow"
          variant="light"
          role="status"
          styles={readable}
          title={uncoveredTitle(uncoveredMonitors, hasChannels)}
        >
          <Text size="sm">
            {hasChannels ? 'No enabled channel covers them.' : 'There is no enabled alert channel.'} <AddChannelLink />
          </Text>
        </Alert>
      )}
    </Stack>
  );
}

/** Mantine's own titles do not reach the contrast of WCAG AA. */
const readable = { title: { color: 'var(--mantine-color-text)' } };

const failingTitle = (failing: readonly { name: string }[]): string =>
  failing.length === 1
    ? `Alerts to ${failing[0]?.name ?? ''} are failing`
    : `Alerts to ${countText(failing.length)} channels are failing`;

function uncoveredTitle(count: number, hasChannels: boolean): string {
  if (!hasChannels) return 'No one is alerted when a monitor goes down';
  return count === 1 ? 'No one is alerted of 1 monitor' : `No one is alerted of ${countText(count)} monitors`;
}
