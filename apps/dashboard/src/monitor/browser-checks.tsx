import { Anchor, Button, Loader, Skeleton, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { onDemand } from '../app/on-demand.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { countText } from '../time/durations.js';
import { Moment } from '../time/moment.js';
import classes from './monitor.module.css';
import { Section } from './section.js';

type Visit = Schemas['DebugSessionOverview'];

export const BROWSER_VISITS_ID = 'browser-visits';
const SHOWN = 5;
const AT_WORK_MS = 2_000;
const REFRESH_MS = 30_000;

const BrowserCheckEvidence = onDemand(
  async () => (await import('../evidence/browser-check-evidence.js')).BrowserCheckEvidence,
  <Skeleton h={280} />,
);

const momentTexts: Readonly<Record<Visit['moment'], string>> = {
  opened: 'Start of an incident',
  closed: 'End of an incident',
  manual: 'Manual',
};
const stateTexts: Readonly<Record<Visit['state'], string>> = {
  queued: 'Running',
  completed: 'Done',
  failed: 'Browser error',
  expired: 'Not run (no worker free)',
  skipped: 'Skipped (ran recently)',
};

/** The latest browser checks. */
export function BrowserChecks({ monitorId: id }: { monitorId: string }) {
  const query = useQuery({
    queryKey: keys.debugSessions(id),
    queryFn: () =>
      bodyOf(
        client.GET('/api/v1/monitors/{id}/debug-sessions', {
          params: { path: { id }, query: { page: 1, pageSize: SHOWN } },
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.items.some((visit) => visit.state === 'queued') ? AT_WORK_MS : REFRESH_MS,
  });
  return (
    <Section title="Browser checks" id={BROWSER_VISITS_ID}>
      <ListState query={query} empty={({ total }) => (total === 0 ? <NoBrowserChecks /> : null)}>
        {({ items, total }) => (
          <>
            <ul className={classes['rows']}>
              {items.map((visit) => (
                <BrowserCheckRow key={visit.id} visit={visit} />
              ))}
            </ul>
            {total > items.length && (
              <p className={classes['soft']}>
                The latest {items.length} of {countText(total)} browser checks are shown. Older ones are on the incident
                pages.
              </p>
            )}
          </>
        )}
      </ListState>
    </Section>
  );
}

const NoBrowserChecks = () => (
  <EmptyNotice title="No browser checks yet" order={3}>
    Browser checks run when an incident starts and ends. To run one now, use Run browser check.
  </EmptyNotice>
);

function BrowserCheckRow({ visit }: { visit: Visit }) {
  const { id, moment, state, requestedAt, startedAt, windowId, diagnosis, error } = visit;
  const [isOpen, setIsOpen] = useState(false);
  const sentence = diagnosis?.sentence ?? error ?? (state === 'completed' ? 'No findings.' : null);
  const at = startedAt ?? requestedAt;
  return (
    <li>
      <div className={classes['visit']}>
        <Title order={3} size="sm">
          <Moment at={at} />
        </Title>
        <BrowserCheckState visit={visit} />
        <span className={classes['soft']}>{momentTexts[moment]}</span>
      </div>
      {sentence !== null && <p className={classes['sentence']}>{sentence}</p>}
      <div className={classes['browserCheckLinks']}>
        {state !== 'skipped' && (
          <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'Show'} evidence
          </Button>
        )}
        {windowId !== null && (
          <Anchor component={Link} href={`/downtime/${windowId}`} size="sm">
            View incident
          </Anchor>
        )}
      </div>
      {isOpen && (
        <div className={classes['evidence']}>
          <BrowserCheckEvidence id={id} visit={`${momentTexts[moment]}, ${at}`} />
        </div>
      )}
    </li>
  );
}

function BrowserCheckState({ visit: { state, success } }: { visit: Visit }) {
  if (state === 'queued') {
    return (
      <span className={classes['browserCheckState']} role="status">
        <Loader size={12} aria-hidden /> {stateTexts.queued}
      </span>
    );
  }
  if (state !== 'completed') return <span className={classes['browserCheckState']}>{stateTexts[state]}</span>;
  const isGood = success === true;
  return (
    <span className={classes['browserCheckState']} data-tone={isGood ? 'good' : 'bad'}>
      <span aria-hidden>{isGood ? '✓' : '✕'}</span> {isGood ? 'Page loaded' : 'Page failed to load'}
    </span>
  );
}
