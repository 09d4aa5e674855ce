import { Anchor, Title } from '@mantine/core';
import { useId } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import classes from './evidence.module.css';
import { VisitEvidence } from './visit-evidence.js';

type DowntimeWindow = Schemas['DowntimeWindow'];

const moments = [
  { moment: 'opened', title: 'At the start' },
  { moment: 'closed', title: 'At the recovery' },
] as const;

/** What a browser saw when an outage began and when it ended, side by side. */
export function EvidenceColumns({ window }: { window: DowntimeWindow }) {
  const hasRecovery = window.debugSessions.some(({ moment }) => moment === 'closed');
  return (
    <section aria-labelledby="evidence-title" className={classes['evidence']}>
      <Title order={2} size="h4" id="evidence-title">
        What a browser saw
      </Title>
      <div className={classes['columns']} data-one={!hasRecovery || undefined}>
        {moments.map(({ moment, title }) => (
          <Column key={moment} window={window} moment={moment} title={title} />
        ))}
      </div>
    </section>
  );
}

function Column({ window, moment, title }: { window: DowntimeWindow; moment: 'opened' | 'closed'; title: string }) {
  const titleId = useId();
  const session = window.debugSessions.find((one) => one.moment === moment);
  return (
    <section aria-labelledby={titleId} className={classes['column']} data-moment={moment}>
      <Title order={3} size="h5" id={titleId} className={classes['moment'] ?? ''}>
        {title}
      </Title>
      {session ? <VisitEvidence id={session.id} visit={title} /> : <NoVisit window={window} moment={moment} />}
    </section>
  );
}

function NoVisit({ window: { endedAt, monitorId }, moment }: { window: DowntimeWindow; moment: 'opened' | 'closed' }) {
  if (moment === 'closed' && endedAt === null) {
    return (
      <p className={classes['notice']}>
        The outage goes on. When it ends, a browser visits the page again, and what has changed is shown here.
      </p>
    );
  }
  return (
    <p className={classes['notice']}>
      No browser visited the page. This monitor may have been told to do without, or such visits are older than they are
      kept. See{' '}
      <Anchor component={Link} href={`/monitors/${monitorId}/edit`} inherit>
        the settings of the monitor
      </Anchor>
      .
    </p>
  );
}
