import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from 'wouter';
import type { Schemas } from '../api/client.js';
import { Problem } from '../api/problem.js';
import { FailureNotice } from '../app/failure-notice.js';
import { EvidenceColumns } from '../evidence/evidence-columns.js';
import classes from './downtime.module.css';
import { IncidentFindings } from './incident-findings.js';
import { IncidentHeader } from './incident-header.js';
import { IncidentTimeline } from './incident-timeline.js';
import { useDowntimeWindow } from './use-incident.js';

/** One incident: its timeline, the browser evidence, and the root cause and notes. */
export function DowntimePage() {
  const { id = '' } = useParams<{ id: string }>();
  const { data, error, refetch } = useDowntimeWindow(id);
  if (data) return <Incident key={data.id} window={data} />;
  if (error instanceof Problem && (error.status === 404 || error.status === 400)) return <NoSuchIncident />;
  if (error) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  return <IncidentSkeleton />;
}

function Incident({ window }: { window: Schemas['DowntimeWindow'] }) {
  return (
    <article className={classes['page']}>
      <IncidentHeader window={window} />
      <div className={classes['story']}>
        <IncidentTimeline window={window} />
        <IncidentFindings window={window} />
      </div>
      <EvidenceColumns window={window} />
    </article>
  );
}

function NoSuchIncident() {
  return (
    <Stack align="start" gap="xs">
      <Title order={1} size="h2">
        Incident not found
      </Title>
      <Text>The URL may be mistyped, or the monitor was deleted along with its incidents.</Text>
      <Anchor component={Link} href="/">
        Go to the overview
      </Anchor>
    </Stack>
  );
}

function IncidentSkeleton() {
  return (
    <div className={classes['page']} aria-busy="true" role="status" aria-label="Loading incident">
      <Skeleton h={132} />
      <div className={classes['story']}>
        <Skeleton h={320} />
        <Skeleton h={320} />
      </div>
      <Skeleton h={420} />
    </div>
  );
}
