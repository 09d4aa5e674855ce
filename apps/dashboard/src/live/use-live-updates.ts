import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys } from '../api/keys.js';
import type { Schemas } from '../api/client.js';
import { applyEvents, pageAfter } from './apply-events.js';
import { type ConnectionState, type LiveEvent, openLiveConnection } from './live-connection.js';

const [CHECKS] = keys.checks('');

/** Keeps what is shown up to date for as long as a page is open; returns how the connection is. */
export function useLiveUpdates(): ConnectionState {
  const queries = useQueryClient();
  const [state, setState] = useState<ConnectionState>('connecting');
  useEffect(() => {
    let wasLost = false;
    const connection = openLiveConnection({
      onEvents: (events) => apply(queries, events),
      onState: (next) => {
        setState(next);
        if (next === 'open' && wasLost) void queries.invalidateQueries();
        wasLost = next === 'lost';
      },
    });
    return () => connection.close();
  }, [queries]);
  return state;
}

function apply(queries: QueryClient, events: readonly LiveEvent[]): void {
  const byMonitor = Map.groupBy(events, ({ data }) => data.monitorId);
  queries.setQueriesData<Schemas['MonitorPage']>(
    { queryKey: keys.monitorLists },
    (page) => page && pageAfter(page, byMonitor),
  );
  for (const [id, own] of byMonitor) {
    queries.setQueryData<Schemas['Monitor']>(keys.monitor(id), (monitor) => monitor && applyEvents(monitor, own));
  }
  // One look through the kept answers, not one for each of the many monitors.
  void queries.invalidateQueries({
    predicate: ({ queryKey: [kind, id] }) => kind === CHECKS && typeof id === 'string' && byMonitor.has(id),
  });
  const turned = events.filter((event) => event.type !== 'check');
  if (turned.length === 0) return;
  // These say why, and how many: only the server knows.
  void queries.invalidateQueries({ queryKey: keys.system });
  void queries.invalidateQueries({ queryKey: keys.downtime });
  void queries.invalidateQueries({ queryKey: keys.monitorLists });
  for (const { data } of turned) void queries.invalidateQueries({ queryKey: keys.monitor(data.monitorId) });
}
