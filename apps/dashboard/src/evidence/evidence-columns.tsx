import { Anchor, Group, Title } from '@mantine/core';
import { useId } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import classes from './evidence.module.css';
import { VisitAgain } from './visit-again.js';
import { VisitEvidence } from './visit-evidence.js';

type DowntimeWindow = Schemas['DowntimeWindow'];

const moments = [
  { moment: 'opened', title: 'At the start' },
  { moment: 'manual', title: 'Visited again' },
  { moment: 'closed', title: 'At recovery' },
] as const;

/** The browser evidence from the start and the end of an incident, side by side. */
export function EvidenceColumns({ window }: { window: DowntimeWindow }) {
  const has = (wanted: Moment): boolean => window.debugSessions.some(({ moment }) => moment === wanted);
  // Two at a time fit next to each other; at the end what was seen in between matters no more.
  const shown = moments.filter(({ moment }) => {
    if (moment === 'manual') return has('manual') && !has('closed');
    return moment === 'opened' || has('closed') || !has('manual');
  });
  const hasTwo = has('closed') || has('manual');
  return (
    <section aria-labelledby="evidence-title" className={classes['evidence']}>
      <Group justify="space-between">
        <Title order={2} size="h4" id="evidence-title">
          Browser evidence
        </Title>
        {window.endedAt === null && <VisitAgain window={window} />}
      </Group>
      <div className={classes['columns']} data-one={!hasTwo || undefined}>
        {shown.map(({ moment, title }) => (
          <Column key={moment} window={window} moment={moment} title={title} />
        ))}
      </div>
    </section>
  );
}

type Moment = (typeof moments)[number]['moment'];

function Column({ window, moment, title }: { window: DowntimeWindow; moment: Moment; title: string }) {
  const titleId = useId();
  const session = window.debugSessions.findLast((one) => one.moment === moment);
  return (
    <section aria-labelledby={titleId} className={classes['column']} data-moment={moment}>
      <Title order={3} size="h5" id={titleId} className={classes['moment'] ?? ''}>
        {title}
      </Title>
      {session ? <VisitEvidence id={session.id} visit={title} /> : <NoVisit window={window} moment={moment} />}
    </section>
  );
}

function NoVisit({ window: { endedAt, monitorId }, moment }: { window: DowntimeWindow; moment: Moment }) {
  if (moment === 'closed' && endedAt === null) {
    return (
      <p className={classes['notice']}>
        The incident is ongoing. After recovery, another browser check runs and the differences are shown here.
      </p>
    );
  }
  return (
    <p className={classes['notice']}>
      No browser evidence. Capturing it may be turned off for this monitor, or the evidence has expired. See{' '}
      <Anchor component={Link} href={`/monitors/${monitorId}/edit`} inherit>
        the monitor settings
      </Anchor>
      .
    </p>
  );
}
