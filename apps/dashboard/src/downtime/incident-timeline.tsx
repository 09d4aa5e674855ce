import { Skeleton, Title } from '@mantine/core';
import type { Schemas } from '../api/client.js';
import { FailureNotice } from '../app/failure-notice.js';
import { Moment } from '../time/moment.js';
import type { AlertLine } from './alert-line.js';
import page from './downtime.module.css';
import { offsetText, type TimelineEntry, type TimelineKind, timelineOf } from './timeline.js';
import classes from './timeline.module.css';
import { useAlerts, useDebugSessionsOf, useOpeningChecks } from './use-incident.js';

/** Shapes in addition to colors, so that color is never the only cue. */
const symbols: Readonly<Record<TimelineKind, string>> = {
  good: '✓',
  failure: '✕',
  confirmation: '↻',
  opened: '!',
  alert: '✉',
  session: '◉',
  recovery: '✓',
};

/** The timeline of an incident. */
export function IncidentTimeline({ window }: { window: Schemas['DowntimeWindow'] }) {
  const checks = useOpeningChecks(window);
  const alerts = useAlerts(window);
  const sessions = useDebugSessionsOf(window);
  const entries = timelineOf({
    window,
    checks: checks.data?.items ?? [],
    deliveries: alerts.data?.items ?? [],
    sessions,
  });
  const unshown = alerts.data ? alerts.data.total - alerts.data.items.length : 0;
  return (
    <section aria-labelledby="timeline-title" className={page['card']}>
      <Title order={2} size="h4" id="timeline-title">
        Timeline
      </Title>
      <ol className={classes['timeline']}>
        {entries.map((entry) => (
          <Entry key={entry.key} entry={entry} startedAt={window.startedAt} />
        ))}
      </ol>
      {(checks.isPending || alerts.isPending) && <Skeleton h={40} aria-label="Loading timeline" />}
      {checks.error && <FailureNotice error={checks.error} onRetry={() => void checks.refetch()} />}
      {alerts.error && <FailureNotice error={alerts.error} onRetry={() => void alerts.refetch()} />}
      {alerts.data?.total === 0 && (
        <p className={page['soft']}>
          No alerts were sent. To be alerted of the next incident, add a channel that covers this monitor under Alerts.
        </p>
      )}
      {unshown > 0 && <p className={page['soft']}>{unshown.toLocaleString()} older alerts are not shown.</p>}
    </section>
  );
}

function Entry({ entry, startedAt }: { entry: TimelineEntry; startedAt: string }) {
  const { at, kind, title, detail, lines } = entry;
  return (
    <li className={classes['entry']} data-kind={kind}>
      <span className={classes['dot']} aria-hidden>
        {symbols[kind]}
      </span>
      <div className={classes['what']}>
        <strong>{title}</strong>
        <span className={classes['when']}>
          <Moment at={at} /> · {offsetText(at, startedAt)}
        </span>
        {detail !== '' && <span className={classes['detail']}>{detail}</span>}
        {lines.length > 0 && (
          <ul className={classes['alerts']}>
            {lines.map((line) => (
              <Alert key={line.id} line={line} />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

const alertSymbols: Readonly<Partial<Record<AlertLine['state'], string>>> = {
  delivered: '✓',
  dead: '✕',
  retrying: '!',
};

function Alert({ line: { channel, state, text } }: { line: AlertLine }) {
  return (
    <li data-state={state}>
      <span aria-hidden>{alertSymbols[state] ?? '–'}</span> {channel}: {text}
    </li>
  );
}
