import { Button, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { FailureNotice } from '../app/failure-notice.js';
import { countText, latencyText } from '../time/durations.js';
import { isFiltered, type NetworkFilter, noFilter } from './network-filter.js';
import { NetworkFilterBar } from './network-filter-bar.js';
import phase from './phase.module.css';
import { RequestRow } from './request-row.js';
import { useNetworkEvents } from './use-network-events.js';
import classes from './waterfall.module.css';
import { waterfallOf } from './waterfall-rows.js';

const TYPING_PAUSE_MS = 300;

interface NetworkWaterfallProps {
  sessionId: string;
  /** Which browser check it is, for screen readers. */
  visit: string;
  resourceTypes: readonly string[];
}

/** The network waterfall of a browser check. */
export function NetworkWaterfall({ sessionId, visit, resourceTypes }: NetworkWaterfallProps) {
  const [filter, setFilter] = useState<NetworkFilter>(noFilter);
  const [url] = useDebouncedValue(filter.url, TYPING_PAUSE_MS);
  const asked = { ...filter, url };
  const { data, error, isPlaceholderData, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useNetworkEvents(
    sessionId,
    asked,
  );
  const { rows, totalMs } = useMemo(() => waterfallOf(data?.pages.flatMap(({ items }) => items) ?? []), [data]);
  return (
    <div className={classes['waterfall']}>
      <NetworkFilterBar filter={filter} resourceTypes={resourceTypes} onChange={setFilter} visit={visit} />
      {error && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={160} aria-label="Loading requests" />}
      {data && (
        <p className={classes['count']} role="status">
          {rows.length === 1 ? '1 request' : `${countText(rows.length)} requests`}
          {rows.length > 0 && ` in ${latencyText(totalMs)}`}
          {hasNextPage && ', more to load'}
        </p>
      )}
      {data && rows.length === 0 && <Nothing isFiltered={isFiltered(asked)} onClear={() => setFilter(noFilter)} />}
      {rows.length > 0 && (
        <>
          <Legend />
          <div className={classes['scroll']} role="region" aria-label={`Requests, ${visit}`} tabIndex={0}>
            <ol className={classes['rows']} data-stale={isPlaceholderData || undefined}>
              {rows.map((row) => (
                <RequestRow key={row.request} row={row} totalMs={totalMs} />
              ))}
            </ol>
          </div>
        </>
      )}
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Load more requests
        </Button>
      )}
    </div>
  );
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (!isFiltered) {
    return <p className={classes['count']}>No requests were made.</p>;
  }
  return (
    <div className={classes['nothing']}>
      <span>No matching requests.</span>
      <Button size="xs" variant="default" onClick={onClear}>
        Show all
      </Button>
    </div>
  );
}

const phases = ['blocked', 'dns', 'connect', 'tls', 'send', 'wait', 'receive'] as const;

function Legend() {
  return (
    <ul className={classes['legend']} aria-label="Request phases, in order">
      {phases.map((name) => (
        <li key={name}>
          <span className={phase['phase']} data-phase={name} data-sample aria-hidden /> {name}
        </li>
      ))}
    </ul>
  );
}
