import { Skeleton, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../app/failure-notice.js';
import { BrowserCheckVerdict } from './browser-check-verdict.js';
import { ConsoleList } from './console-list.js';
import { debugSessionQuery } from './debug-session-query.js';
import { Downloads } from './downloads.js';
import classes from './evidence.module.css';
import { NetworkWaterfall } from './network-waterfall.js';
import { PageFacts } from './page-facts.js';
import { RawCheck } from './raw-check.js';
import { ResourceTable } from './resource-table.js';
import { Screenshot } from './screenshot.js';

/** The evidence of one browser check. Every part has a fixed place, so that two checks can be compared. */
export function BrowserCheckEvidence({ id, visit }: { id: string; visit: string }) {
  const { data: session, error, refetch } = useQuery(debugSessionQuery(id));
  if (error && !session) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (!session) return <Skeleton h={280} role="status" aria-label={`Loading evidence, ${visit}`} />;
  const { evidence, eventCount, artifacts } = session;
  const hasFiles = Object.keys(artifacts).length > 0;
  if (evidence === null && eventCount === 0 && !hasFiles) return <BrowserCheckVerdict session={session} />;
  const types = evidence?.resources.map(({ resourceType }) => resourceType) ?? [];
  return (
    <>
      <BrowserCheckVerdict session={session} />
      <Part title="Screenshot">
        <Screenshot session={session} visit={visit} />
      </Part>
      <Part title="Page">{evidence ? <PageFacts page={evidence.page} /> : <NotKept />}</Part>
      <Part title="Console & JavaScript errors">
        {evidence ? <ConsoleList messages={evidence.console} visit={visit} /> : <NotKept />}
      </Part>
      <Part title="Resources">{evidence ? <ResourceTable resources={evidence.resources} /> : <NotKept />}</Part>
      <Part title="Network">
        <NetworkWaterfall sessionId={id} visit={visit} resourceTypes={types} />
      </Part>
      <Part title="HTTP check at the same time">
        {evidence ? <RawCheck raw={evidence.raw} visit={visit} /> : <NotKept />}
      </Part>
      <Part title="Downloads">
        <Downloads session={session} visit={visit} />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes['part']}>
      <Title order={4} size="sm" className={classes['partTitle'] ?? ''}>
        {title}
      </Title>
      {children}
    </div>
  );
}

const NotKept = () => <p className={classes['soft']}>This evidence has expired.</p>;
