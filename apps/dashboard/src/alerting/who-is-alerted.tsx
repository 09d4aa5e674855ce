import { Anchor, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useAlertStatus } from '../api/alert-status.js';
import { AddChannelLink } from './add-channel-link.js';
import type { Covered } from './coverage.js';
import { useCoverage } from './use-coverage.js';

/** Who is alerted when this monitor goes down, and why. */
export function WhoIsAlerted({ monitor }: { monitor: Covered }) {
  const coverage = useCoverage(monitor);
  const { data: status } = useAlertStatus();
  if (!coverage) return null;
  const stateOf = (id: string) => status?.channels.find(({ channelId }) => channelId === id)?.state;
  const isAlerting = coverage.some(({ silentBecause }) => silentBecause === null);
  return (
    <>
      {!isAlerting && (
        <Text size="sm" fw={600} c="var(--degraded)">
          <span aria-hidden>! </span>No one is alerted when this monitor goes down. <AddChannelLink />
        </Text>
      )}
      {coverage.map(({ channel: { id, name }, why, silentBecause }) => (
        <Text key={id} size="sm">
          <Anchor component={Link} href="/notifications" inherit fw={600} underline="always">
            {name}
          </Anchor>{' '}
          <Text span c="dimmed" inherit>
            {why}
            {silentBecause !== null && `, but is ${silentBecause}`}
          </Text>
          {stateOf(id) === 'failing' && (
            <Text span inherit fw={600} c="var(--down)">
              {' '}
              <span aria-hidden>✕</span> failing
            </Text>
          )}
        </Text>
      ))}
    </>
  );
}
