import { Badge, Checkbox, Skeleton, Text } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import { DayBar } from '../status/day-bar.js';
import { type RecentHours, Sparkline } from '../status/sparkline.js';
import { StatusMark } from '../status/status-mark.js';
import { latencyText } from '../time/durations.js';
import { Ago } from '../time/moment.js';
import classes from './overview.module.css';

const SHOWN_TAGS = 2;

interface Props {
  readonly monitor: Schemas['Monitor'] | undefined;
  readonly days: Schemas['DailyStats']['items'][number]['days'] | undefined;
  readonly recent: RecentHours | undefined;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly onToggle: ((id: string) => void) | undefined;
}

/** One monitor: how it is, why, how its last 90 days were, and how fast it is. */
export const MonitorRow = memo(function MonitorRow({ monitor, days, recent, isCurrent, isSelected, onToggle }: Props) {
  if (!monitor) return <Skeleton height={44} my={8} />;
  const { id, name, url, status, since, lastCheck, tags } = monitor;
  const isTroubled = status === 'down' || status === 'degraded' || status === 'unknown';
  return (
    <div className={classes['row']} data-current={isCurrent || undefined} data-status={status}>
      {onToggle && (
        <Checkbox size="xs" aria-label={`Select ${name}`} checked={isSelected} onChange={() => onToggle(id)} />
      )}
      <StatusMark status={status} isCompact />
      <Link href={`/monitors/${id}`} className={classes['name'] ?? ''}>
        <Text span fw={600} truncate className={classes['line'] ?? ''}>
          {name}
        </Text>
        <Text span size="xs" truncate className={classes['detail'] ?? ''}>
          {isTroubled && lastCheck?.detail ? lastCheck.detail : url}
        </Text>
      </Link>
      <span className={classes['tags']}>
        {tags.slice(0, SHOWN_TAGS).map((tag) => (
          <Badge key={tag} size="sm" variant="default" tt="none">
            {tag}
          </Badge>
        ))}
      </span>
      <span className={classes['bar']}>
        {days && <DayBar days={days} label={`Last ${days.length} days of ${name}`} />}
      </span>
      <span className={classes['spark']}>
        {recent && <Sparkline recent={recent} label={`Response time of ${name} in the last ${recent.count} hours`} />}
      </span>
      <Text span size="sm" className={classes['latency'] ?? ''}>
        {latencyText(lastCheck?.totalMs)}
      </Text>
      <Text span size="xs" className={classes['ago'] ?? ''}>
        <Ago at={since} />
      </Text>
    </div>
  );
});
