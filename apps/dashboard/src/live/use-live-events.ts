import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { applyEvents, pageAfter } from './apply-events.js';
import { type ConnectionState, type LiveEvent, openLiveConnection } from './live-connection.js';
import { createPacedRefresh, type PacedRefresh } from './paced-refresh.js';

const [CHECKS] = keys.checks('');
const [MONITOR] = keys.monitor('');
/** By then the first page is rendered with its data. */
const CATCH_UP_MS = 1_000;

/** Keeps the shown data up to date while a page is open; returns the connection state. */
export function useLiveEvents(): ConnectionState {
  const queries = useQueryClient();
  const [state, setState] = useState<ConnectionState>('connecting');
  useEffect(() => {
    let wasLost = false;
    let catchUp: ReturnType<typeof setTimeout> | undefined;
    const pace = createPacedRefresh((queryKey) => queries.invalidateQueries({ queryKey }));
    const connection = openLiveConnection({
      onEvents: (events) => apply(queries, pace, events),
      onState: (next) => {
        setState(next);
        if (next === 'open' && wasLost) void queries.invalidateQueries();
        // The data was fetched before listening started, so a change in between would be missed.
        else if (next === 'open') catchUp = setTimeout(() => readAnew(queries), CATCH_UP_MS);
        wasLost = next === 'lost';
      },
    });
    return () => {
      connection.close();
      clearTimeout(catchUp);
      pace.stop();
    };
  }, [queries]);
  return state;
}

/** Everything that only live events change. */
function readAnew(queries: QueryClient): void {
  for (const queryKey of [keys.monitorLists, [MONITOR], keys.system, keys.downtime]) {
    void queries.invalidateQueries({ queryKey });
  }
}

function apply(queries: QueryClient, { refresh }: PacedRefresh, events: readonly LiveEvent[]): void {
  const byMonitor = Map.groupBy(events, ({ data }) => data.monitorId);
  queries.setQueriesData<Schemas['MonitorPage']>(
    { queryKey: keys.monitorLists },
    (page) => page && pageAfter(page, byMonitor),
  );
  // One pass through the cache rather than one per monitor.
  const kept = queries.getQueryCache().findAll({ queryKey: [CHECKS] });
  const withChecks = new Set(kept.map(({ queryKey: [, id] }) => id));
  for (const [id, own] of byMonitor) {
    queries.setQueryData<Schemas['Monitor']>(keys.monitor(id), (monitor) => monitor && applyEvents(monitor, own));
    if (withChecks.has(id)) refresh(keys.checks(id));
  }
  const turned = events.filter((event) => event.type !== 'check');
  if (turned.length === 0) return;
  // Reasons and counts are known only to the server.
  for (const queryKey of [keys.system, keys.downtime, keys.monitorLists]) refresh(queryKey);
  for (const { data } of turned) {
    for (const keyOf of [keys.monitor, keys.dailyStats, keys.hourlyStats]) refresh(keyOf(data.monitorId));
  }
}
