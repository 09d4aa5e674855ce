import { Anchor } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { reasonText } from '../downtime/reason-text.js';
import { EmptyNotice, ListState } from '../parts/list-state.js';
import { Pager } from '../parts/pager.js';
import { durationText } from '../time/durations.js';
import { Moment, useNowMs } from '../time/moment.js';
import classes from './monitor.module.css';
import { Section } from './section.js';
import { UncheckedTimes } from './unchecked-times.js';

const PAGE_SIZE = 6;
const SECOND_MS = 1_000;

/** The incidents of a monitor, newest first; each has its own page. */
export function DowntimeList({ monitorId: id }: { monitorId: string }) {
  const [page, setPage] = useState(1);
  const query = useQuery({
    queryKey: [...keys.monitorDowntime(id), page],
    queryFn: () =>
      bodyOf(
        client.GET('/api/v1/monitors/{id}/downtime-windows', {
          params: { path: { id }, query: { page, pageSize: PAGE_SIZE } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Section title="Incidents">
      <ListState query={query} empty={({ total }) => (total === 0 ? <NoIncidents /> : null)}>
        {(data) => (
          <>
            <ul className={classes['rows']}>
              {data.items.map((window) => (
                <Incident key={window.id} window={window} />
              ))}
            </ul>
            <Pager page={data} of="incidents" onChange={setPage} />
          </>
        )}
      </ListState>
      <UncheckedTimes monitorId={id} />
    </Section>
  );
}

const NoIncidents = () => (
  <EmptyNotice title="No incidents yet" order={3}>
    Each incident is listed here with duration, cause and evidence.
  </EmptyNotice>
);

function Incident({ window }: { window: Schemas['DowntimeWindow'] }) {
  const { id, startedAt, endedAt, endedBy, durationSeconds, reasons, firstFailure } = window;
  const why = window.rootCause ?? window.suggestedRootCause ?? firstFailure.detail;
  const [reason = firstFailure.reason] = reasons;
  return (
    <li>
      <div className={classes['line']}>
        <Anchor component={Link} href={`/downtime/${id}`} inherit fw={600}>
          <Moment at={startedAt} />
        </Anchor>
        {endedAt === null ? (
          <DownFor startedAt={startedAt} />
        ) : (
          <span>
            {durationText(durationSeconds * SECOND_MS)}
            {endedBy === 'pause' && ', ended by pausing'}
          </span>
        )}
      </div>
      <p className={classes['why']}>
        {reason !== null && <strong>{reasonText(reason)}</strong>}
        {reason !== null && why !== '' && ' · '}
        {why}
      </p>
    </li>
  );
}

function DownFor({ startedAt }: { startedAt: string }) {
  const nowMs = useNowMs();
  return (
    <span className={classes['open']}>
      <span aria-hidden>✕</span> down for {durationText(Math.max(0, nowMs - Date.parse(startedAt)))}
    </span>
  );
}
