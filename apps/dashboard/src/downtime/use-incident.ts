import { useQueries, useQuery } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { debugSessionQuery } from '../evidence/debug-session-query.js';

const BROWSER_AT_WORK_MS = 2_000;
const OPEN_MS = 10_000;
/** The browser check is requested shortly after the recovery; the window is polled for this long. */
const JUST_ENDED_MS = 60_000;
const MAX_CHECKS = 1_000;
const MAX_DELIVERIES = 200;

/** The polling interval of an incident; false when it has ended and is complete. */
function refreshMs(window: Schemas['DowntimeWindow'] | undefined): number | false {
  if (!window) return false;
  if (window.debugSessions.some(({ state }) => state === 'queued')) return BROWSER_AT_WORK_MS;
  if (window.endedAt === null || Date.now() - Date.parse(window.endedAt) < JUST_ENDED_MS) return OPEN_MS;
  return false;
}

export function useDowntimeWindow(id: string) {
  return useQuery({
    queryKey: keys.downtimeWindow(id),
    queryFn: () => bodyOf(client.GET('/api/v1/downtime-windows/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => refreshMs(state.data),
  });
}

/** The checks between the first failure and the opening of the incident. */
export function useOpeningChecks({ id, monitorId, startedAt, openedAt }: Schemas['DowntimeWindow']) {
  return useQuery({
    queryKey: [...keys.downtimeWindow(id), 'opening-checks', startedAt, openedAt],
    queryFn: () =>
      bodyOf(
        client.GET('/api/v1/monitors/{id}/checks', {
          params: { path: { id: monitorId }, query: { from: startedAt, to: openedAt, limit: MAX_CHECKS } },
        }),
      ),
    staleTime: Infinity,
  });
}

export function useAlerts(window: Schemas['DowntimeWindow']) {
  return useQuery({
    queryKey: [...keys.deliveries, 'window', window.id],
    queryFn: () =>
      bodyOf(
        client.GET('/api/v1/deliveries', {
          params: { query: { windowId: window.id, page: 1, pageSize: MAX_DELIVERIES } },
        }),
      ),
    refetchInterval: ({ state }) => {
      const isUnderWay = state.data?.items.some((item) => item.state === 'pending' || item.state === 'retrying');
      return isUnderWay ? OPEN_MS : refreshMs(window);
    },
  });
}

/** The browser checks of the incident, as far as they are loaded. */
export function useDebugSessionsOf({ debugSessions }: Schemas['DowntimeWindow']): Schemas['DebugSession'][] {
  return useQueries({
    queries: debugSessions.map(({ id }) => debugSessionQuery(id)),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
}
