import { Anchor, Badge, Button, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import { useMay } from '../api/login-session.js';
import { AskFirst } from '../parts/ask-first.js';
import { LinkedText } from '../parts/linked-text.js';
import { StatusMark } from '../status/status-mark.js';
import { durationText, latencyText } from '../time/durations.js';
import { Ago } from '../time/moment.js';
import classes from './monitor-header.module.css';
import type { MonitorActions } from './use-monitor-actions.js';

const SECOND_MS = 1_000;
const troubles: readonly string[] = ['down', 'degraded', 'unknown'];

interface Props {
  readonly monitor: Schemas['Monitor'];
  readonly actions: MonitorActions;
}

/** The monitor's URL, status and actions. */
export function MonitorHeader({ monitor, actions }: Props) {
  const { name, url, description, tags, status, since, lastCheck, openWindowId } = monitor;
  const mayEdit = useMay('editor');
  const detail = troubles.includes(status) ? lastCheck?.detail : '';
  return (
    <header className={classes['header']} data-status={status}>
      <div className={classes['headline']}>
        <div className={classes['who']}>
          <Title order={1} size="h2" className={classes['name'] ?? ''}>
            {name}
          </Title>
          <Anchor href={url} target="_blank" rel="noreferrer" size="sm" className={classes['url'] ?? ''}>
            {url} <span aria-hidden>↗</span>
            <span className={classes['hidden']}>(opens a new tab)</span>
          </Anchor>
        </div>
        {mayEdit && <Actions monitor={monitor} actions={actions} />}
      </div>
      {description !== '' && (
        <p className={classes['description']}>
          <LinkedText text={description} />
        </p>
      )}
      <div className={classes['state']}>
        <span className={classes['stateMark']}>
          <StatusMark status={status} />
        </span>
        <span className={classes['soft']}>
          changed <Ago at={since} />
        </span>
        {openWindowId !== null && (
          <Anchor component={Link} href={`/downtime/${openWindowId}`} size="sm" fw={600}>
            View incident
          </Anchor>
        )}
      </div>
      {detail && <p className={classes['detail']}>{detail}</p>}
      <Facts monitor={monitor} />
      {tags.length > 0 && (
        <ul className={classes['tags']} aria-label="Tags">
          {tags.map((tag) => (
            <li key={tag}>
              <Badge variant="default" tt="none">
                {tag}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </header>
  );
}

function Actions({ monitor: { id, name, enabled }, actions: { check, visit, toggle, remove } }: Props) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div className={classes['actions']} role="group" aria-label={`Actions for ${name}`}>
      <Button size="xs" loading={check.isPending} onClick={() => check.mutate()}>
        Check now
      </Button>
      <Button size="xs" variant="default" loading={visit.isPending} onClick={() => visit.mutate()}>
        Run browser check
      </Button>
      <Button size="xs" variant="default" loading={toggle.isPending} onClick={() => toggle.mutate()}>
        {enabled ? 'Pause' : 'Resume'}
      </Button>
      <Button size="xs" variant="default" component={Link} href={`/monitors/${id}/edit`}>
        Edit
      </Button>
      <Button size="xs" variant="default" c="var(--down)" onClick={() => setIsAsking(true)}>
        Delete
      </Button>
      {isAsking && (
        <AskFirst
          title={`Delete ${name}?`}
          action="Delete monitor"
          onConfirm={remove}
          onClose={() => setIsAsking(false)}
        >
          Deletes the monitor with all checks, incidents and evidence. This cannot be undone. To stop checks
          temporarily, pause it instead.
        </AskFirst>
      )}
    </div>
  );
}

function Facts({ monitor: { enabled, intervalSeconds, locations, lastCheck } }: { monitor: Schemas['Monitor'] }) {
  return (
    <dl className={classes['facts']}>
      <Fact name="Interval">{enabled ? durationText(intervalSeconds * SECOND_MS) : 'Paused'}</Fact>
      <Fact name={locations.length > 1 ? 'Locations' : 'Location'}>{locations.join(', ')}</Fact>
      {lastCheck && (
        <>
          <Fact name="Last check">
            <Ago at={lastCheck.scheduledAt} />
          </Fact>
          <Fact name="Response time">{latencyText(lastCheck.totalMs)}</Fact>
          {lastCheck.httpStatus !== null && <Fact name="Status code">{lastCheck.httpStatus}</Fact>}
        </>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
