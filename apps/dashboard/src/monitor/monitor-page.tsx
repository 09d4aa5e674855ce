import { Skeleton } from '@mantine/core';
import { type QueryClient, usePrefetchQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { WhoIsAlerted } from '../alerting/who-is-alerted.js';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import { NotFound } from '../app/not-found.js';
import { usePageTitle } from '../app/page-title.js';
import { statusLabel } from '../status/statuses.js';
import { ActionOutcomes } from './action-outcomes.js';
import { AnswerOddities } from './answer-oddities.js';
import { Availability } from './availability.js';
import { BrowserChecks } from './browser-checks.js';
import { Certificate } from './certificate.js';
import { DowntimeList } from './downtime-list.js';
import classes from './monitor.module.css';
import { MonitorHeader } from './monitor-header.js';
import { RecentChecks } from './recent-checks.js';
import { ResponseChart } from './response-chart.js';
import { Section } from './section.js';
import { useMonitorActions } from './use-monitor-actions.js';
import { firstRange, seriesQuery } from './use-response-series.js';

/** The page of one monitor: status, history and actions. */
export function MonitorPage() {
  const { id = '' } = useParams<{ id: string }>();
  const queries = useQueryClient();
  const known = inLists(queries, id);
  // The largest response is requested first.
  usePrefetchQuery(seriesQuery(id, known ? firstRange(known.createdAt) : '24h'));
  const { data, error, refetch } = useQuery({
    queryKey: keys.monitor(id),
    queryFn: () => bodyOf(client.GET('/api/v1/monitors/{id}', { params: { path: { id } } })),
    placeholderData: known,
  });
  if (error instanceof Problem && (error.status === 404 || error.status === 400)) return <NotFound />;
  if (data) return <Everything key={id} monitor={data} />;
  if (error) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  return <PageSkeleton />;
}

/** Coming from the overview, its data is shown at once. */
function inLists(queries: QueryClient, id: string): Schemas['Monitor'] | undefined {
  const lists = queries.getQueriesData<Schemas['MonitorPage']>({ queryKey: keys.monitorLists });
  return lists.flatMap(([, page]) => page?.items ?? []).find((monitor) => monitor.id === id);
}

function Everything({ monitor }: { monitor: Schemas['Monitor'] }) {
  const actions = useMonitorActions(monitor);
  usePageTitle(`${monitor.name}: ${statusLabel(monitor.status)}`);
  return (
    <article className={classes['page']}>
      <MonitorHeader monitor={monitor} actions={actions} />
      <ActionOutcomes actions={actions} />
      <Availability monitor={monitor} />
      <ResponseChart monitor={monitor} />
      <div className={classes['columns']}>
        <RecentChecks monitor={monitor} />
        <div className={classes['side']}>
          <DowntimeList monitorId={monitor.id} />
          <Section title="Alerts">
            <WhoIsAlerted monitor={monitor} />
          </Section>
          <Certificate monitor={monitor} />
          <AnswerOddities monitorId={monitor.id} />
        </div>
      </div>
      <BrowserChecks monitorId={monitor.id} />
    </article>
  );
}

function PageSkeleton() {
  return (
    <div className={classes['page']} role="status" aria-busy="true" aria-label="Loading monitor">
      <Skeleton h={96} />
      <Skeleton h={150} />
      <Skeleton h={330} />
      <div className={classes['columns']}>
        <Skeleton h={420} />
        <Skeleton h={260} />
      </div>
    </div>
  );
}
