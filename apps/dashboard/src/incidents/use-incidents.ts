import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

const REFRESH_MS = 15_000;
const HOUR_MS = 3_600_000;
const PAGE_SIZE = 20;
const WINDOWS_SHOWN = 100;

/** The spans that the list offers. */
export const spans = { open: 'Open', day: 'Last 24 hours', week: 'Last 7 days', all: 'All' } as const;
export type Span = keyof typeof spans;
const hoursOf: Readonly<Partial<Record<Span, number>>> = { day: 24, week: 168 };

export interface IncidentFilter {
  span: Span;
  q: string;
  tag: string;
  cause: Schemas['IncidentCauseKind'] | null;
  isCauseWritten: boolean | null;
  page: number;
}

function queryOf({ span, q, tag, cause, isCauseWritten, page }: IncidentFilter) {
  const hours = hoursOf[span];
  return {
    page,
    pageSize: PAGE_SIZE,
    ...(span === 'open' ? { open: 'true' as const } : {}),
    ...(hours === undefined ? {} : { from: new Date(Date.now() - hours * HOUR_MS).toISOString() }),
    ...(q === '' ? {} : { q }),
    ...(tag === '' ? {} : { tag }),
    ...(cause === null ? {} : { cause }),
    ...(isCauseWritten === null ? {} : { hasRootCause: isCauseWritten ? ('true' as const) : ('false' as const) }),
  };
}

export const useIncidents = (filter: IncidentFilter) =>
  useQuery({
    queryKey: [...keys.incidents, filter],
    queryFn: () => bodyOf(client.GET('/api/v1/incidents', { params: { query: queryOf(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

/** How many incidents are open. */
export const useOpenIncidents = () =>
  useQuery({
    queryKey: [...keys.incidents, 'open-count'],
    queryFn: () =>
      bodyOf(client.GET('/api/v1/incidents', { params: { query: { open: 'true', page: 1, pageSize: 1 } } })),
    select: ({ total }) => total,
  });

export const useIncident = (id: string) =>
  useQuery({
    queryKey: keys.incident(id),
    queryFn: () => bodyOf(client.GET('/api/v1/incidents/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.endedAt === null ? REFRESH_MS : false),
  });

export const useIncidentWindows = (id: string) =>
  useQuery({
    queryKey: [...keys.incident(id), 'windows'],
    queryFn: () =>
      bodyOf(
        client.GET('/api/v1/incidents/{id}/downtime-windows', {
          params: { path: { id }, query: { page: 1, pageSize: WINDOWS_SHOWN } },
        }),
      ),
    refetchInterval: REFRESH_MS,
  });

/** The incident of a downtime window, once there is one. */
export const useIncidentOfWindow = (windowId: string) =>
  useQuery({
    queryKey: [...keys.incidents, 'of-window', windowId],
    queryFn: () => bodyOf(client.GET('/api/v1/incidents', { params: { query: { windowId, page: 1, pageSize: 1 } } })),
    select: ({ items }) => items[0] ?? null,
  });

/** What people do with an incident; each answers with the incident as it is then. */
export function useIncidentChange<Input>(id: string, change: (input: Input) => Promise<Schemas['Incident']>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (incident) => {
      if (incident.id === id) queries.setQueryData(keys.incident(id), incident);
      await queries.invalidateQueries({ queryKey: keys.downtime });
    },
  });
}
