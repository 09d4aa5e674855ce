import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';
import { StatusMark } from '../status/status-mark.js';
import { countText, durationText } from '../time/durations.js';
import { useNowMs } from '../time/moment.js';
import classes from './overview.module.css';

const SHOWN = 5;

/** The open incidents with their reasons, above everything else. */
export function OpenDowntime() {
  const nowMs = useNowMs();
  const { data } = useQuery({
    queryKey: keys.openDowntime,
    queryFn: () =>
      bodyOf(client.GET('/api/v1/downtime-windows', { params: { query: { open: 'true', page: 1, pageSize: SHOWN } } })),
  });
  if (!data || data.total === 0) return null;
  return (
    <Stack gap={6} component="section" aria-label="Down now">
      <Title order={2} size="h4">
        Down now
      </Title>
      {data.items.map((window) => (
        <Link key={window.id} href={`/downtime/${window.id}`} className={classes['outage'] ?? ''}>
          <StatusMark status="down" isCompact />
          <span className={classes['outageText']}>
            <Text span fw={600}>
              {window.monitorName}
            </Text>
            <Text span size="sm" className={classes['why'] ?? ''}>
              {window.rootCause ?? window.suggestedRootCause ?? window.firstFailure.detail}
            </Text>
          </span>
          <Text span size="sm" className={classes['since'] ?? ''}>
            for {durationText(Math.max(0, nowMs - Date.parse(window.startedAt)))}
          </Text>
        </Link>
      ))}
      {data.total > data.items.length && (
        <Anchor component={Link} href="/?status=down" size="sm">
          and {countText(data.total - data.items.length)} more
        </Anchor>
      )}
    </Stack>
  );
}
