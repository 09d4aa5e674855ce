import { Skeleton } from '@mantine/core';
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

/**
 * One monitor with status, reason, last 90 days and response time. There are many rows, so they use plain elements:
 * those of the component library take several times as long to render.
 */
export const MonitorRow = memo(function MonitorRow({ monitor, days, recent, isCurrent, isSelected, onToggle }: Props) {
  if (!monitor) return <Skeleton height={44} my={8} />;
  const { id, name, url, status, since, lastCheck, tags } = monitor;
  const isTroubled = status === 'down' || status === 'degraded' || status === 'unknown';
  return (
    <div className={classes['row']} data-current={isCurrent || undefined} data-status={status}>
      {onToggle && (
        <input
          type="checkbox"
          className={classes['select']}
          aria-label={`Select ${name}`}
          checked={isSelected}
          onChange={() => onToggle(id)}
        />
      )}
      <StatusMark status={status} isCompact />
      <Link href={`/monitors/${id}`} className={classes['name'] ?? ''}>
        <span className={classes['line']}>{name}</span>
        <span className={classes['detail']}>{isTroubled && lastCheck?.detail ? lastCheck.detail : url}</span>
      </Link>
      <span className={classes['tags']}>
        {tags.slice(0, SHOWN_TAGS).map((tag) => (
          <span key={tag} className={classes['tag']}>
            {tag}
          </span>
        ))}
      </span>
      <span className={classes['bar']}>
        {days && <DayBar days={days} label={`Uptime of ${name}, last ${days.length} days`} />}
      </span>
      <span className={classes['spark']}>
        {recent && <Sparkline recent={recent} label={`Response time of ${name}, last ${recent.count} hours`} />}
      </span>
      <span className={classes['latency']}>{latencyText(lastCheck?.totalMs)}</span>
      <span className={classes['ago']}>
        <Ago at={since} />
      </span>
    </div>
  );
});
