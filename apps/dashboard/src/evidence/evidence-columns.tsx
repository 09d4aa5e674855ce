import { Anchor, Title } from '@mantine/core';
import { useId } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../api/client.js';
import { BrowserCheckEvidence } from './browser-check-evidence.js';
import classes from './evidence.module.css';

type DowntimeWindow = Schemas['DowntimeWindow'];

const moments = [
  { moment: 'opened', title: 'At the start' },
  { moment: 'closed', title: 'At recovery' },
] as const;

/** The browser evidence from the start and the end of an incident, side by side. */
export function EvidenceColumns({ window }: { window: DowntimeWindow }) {
  const hasRecovery = window.debugSessions.some(({ moment }) => moment === 'closed');
  return (
    <section aria-labelledby="evidence-title" className={classes['evidence']}>
      <Title order={2} size="h4" id="evidence-title">
        Browser evidence
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
      {session ? (
        <BrowserCheckEvidence id={session.id} visit={title} />
      ) : (
        <NoBrowserCheck window={window} moment={moment} />
      )}
    </section>
  );
}

function NoBrowserCheck({
  window: { endedAt, monitorId },
  moment,
}: {
  window: DowntimeWindow;
  moment: 'opened' | 'closed';
}) {
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
