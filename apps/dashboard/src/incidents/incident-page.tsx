import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from 'wouter';
import type { Schemas } from '../api/client.js';
import { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import page from '../downtime/downtime.module.css';
import header from '../downtime/header.module.css';
import timeline from '../downtime/timeline.module.css';
import { StatusMark } from '../status/status-mark.js';
import { Moment } from '../time/moment.js';
import { AffectedMonitors } from './affected-monitors.js';
import { IncidentActions } from './incident-actions.js';
import { entryTitles, incidentTitle } from './incident-words.js';
import { Lasted } from './incidents-page.js';
import classes from './incidents.module.css';
import { NoteForm, RootCauseForm } from './incident-texts.js';
import { useIncident } from './use-incidents.js';

type Incident = Schemas['Incident'];

/** One incident: whom it is about, what is known, who takes care of it, and what people did. */
export function IncidentPage() {
  const { id = '' } = useParams<{ id: string }>();
  const { data, error, refetch } = useIncident(id);
  if (data) return <Shown key={data.id} incident={data} />;
  if (error instanceof Problem && (error.status === 404 || error.status === 400)) return <NotThere />;
  if (error) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  return <Skeleton h={300} role="status" aria-label="Loading incident" />;
}

function Shown({ incident }: { incident: Incident }) {
  return (
    <article className={page['page']}>
      <Head incident={incident} />
      <div className={page['story']}>
        <AffectedMonitors incident={incident} />
        <section className={page['card']} aria-labelledby="incident-cause">
          <Title order={2} size="h4" id="incident-cause">
            Root cause & timeline
          </Title>
          <RootCauseForm incident={incident} />
          <People incident={incident} />
          <NoteForm incident={incident} />
        </section>
      </div>
      <Earlier incident={incident} />
    </article>
  );
}

function Head({ incident }: { incident: Incident }) {
  const { endedAt, startedAt, scope, suggestedRootCause, rootCause, acknowledgedAt, acknowledgedBy, owner } = incident;
  const isOpen = endedAt === null;
  return (
    <header className={header['header']} data-open={isOpen || undefined}>
      <div className={header['headline']}>
        <div>
          <Link href="/incidents" className={header['back'] ?? ''}>
            ← Incidents
          </Link>
          <Title order={1} size="h2" className={header['name'] ?? ''}>
            {incidentTitle(incident)}{' '}
            {isOpen
              ? incident.monitorCount === 1
                ? 'is down'
                : 'are down'
              : incident.monitorCount === 1
                ? 'was down'
                : 'were down'}
          </Title>
        </div>
        <StatusMark status={isOpen ? 'down' : 'up'} />
      </div>
      <p className={header['sentence']}>{rootCause ?? suggestedRootCause}</p>
      <dl className={header['facts']}>
        <div data-large>
          <dt>Duration</dt>
          <dd>
            <Lasted incident={incident} />
          </dd>
        </div>
        <Fact name="Scope">{scope}</Fact>
        <Fact name="Started">
          <Moment at={startedAt} />
        </Fact>
        <Fact name="Ended">{endedAt === null ? 'Ongoing' : <Moment at={endedAt} />}</Fact>
        <Fact name="Owner">{owner ?? 'No one yet'}</Fact>
        <Fact name="Acknowledged">
          {acknowledgedAt === null ? (
            'Not yet'
          ) : (
            <>
              <Moment at={acknowledgedAt} /> by {acknowledgedBy}
            </>
          )}
        </Fact>
        {incident.statusPages.length > 0 && (
          <Fact name="Status pages">
            {incident.statusPages.map(({ id, title }, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <Anchor component={Link} href={`/status-pages/${id}`} inherit>
                  {title}
                </Anchor>
              </span>
            ))}
          </Fact>
        )}
      </dl>
      <IncidentActions incident={incident} />
    </header>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** What people wrote and did, oldest first. */
function People({ incident: { entries } }: { incident: Incident }) {
  if (entries.length === 0) return <p className={page['soft']}>No notes yet.</p>;
  return (
    <ol className={timeline['timeline']}>
      {entries.map((entry) => (
        <li key={`${entry.at} ${entry.kind}`} className={timeline['entry']} data-kind="alert">
          <span className={timeline['dot']} aria-hidden>
            {entry.kind === 'note' ? '✎' : '●'}
          </span>
          <div className={timeline['what']}>
            <strong>{entryTitles[entry.kind](entry)}</strong>
            <span className={timeline['when']}>
              <Moment at={entry.at} />
            </span>
            {entry.text !== '' && <span className={timeline['detail']}>{entry.text}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** What it was when it was so before. */
function Earlier({ incident: { earlier } }: { incident: Incident }) {
  if (earlier.length === 0) return null;
  return (
    <section className={page['card']} aria-labelledby="earlier">
      <Title order={2} size="h4" id="earlier">
        Earlier incidents like this
      </Title>
      <ul className={classes['windows']}>
        {earlier.map(({ id, startedAt, monitorName, sentence, rootCause }) => (
          <li key={id}>
            <span aria-hidden>↺</span>
            <Anchor component={Link} href={`/incidents/${id}`} fw={600}>
              {monitorName}
            </Anchor>
            <Moment at={startedAt} />
            <p>{rootCause === null ? `${sentence} (the cause was not written)` : rootCause}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const NotThere = () => (
  <Stack align="start" gap="xs">
    <Title order={1} size="h2">
      Incident not found
    </Title>
    <Text>It may have been joined with another one, or its monitors were deleted.</Text>
    <Anchor component={Link} href="/incidents">
      Go to the incidents
    </Anchor>
  </Stack>
);
