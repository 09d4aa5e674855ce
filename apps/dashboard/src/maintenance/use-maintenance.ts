import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { type Attempt, onlyChanged } from '../parts/use-draft.js';

export type MaintenanceWindow = Schemas['MaintenanceWindow'];

/** A window starts and ends without an event. */
const REFRESH_MS = 30_000;

const seen = ({ version }: MaintenanceWindow) => ({ 'If-Match': `"${version}"` });

export function useMaintenance(page: number) {
  return useQuery({
    queryKey: [...keys.maintenance, page],
    queryFn: () => bodyOf(client.GET('/api/v1/maintenance-windows', { params: { query: { page } } })),
    refetchInterval: REFRESH_MS,
  });
}

const TYPING_MS = 300;

/** When a window would take place; refused as saving it would be. */
export function useOccurrencePreview(times: Schemas['PreviewMaintenance']) {
  const [body] = useDebouncedValue(times, TYPING_MS);
  return useQuery({
    queryKey: [...keys.maintenance, 'preview', body.startsAt, body.endsAt, body.recurrence],
    queryFn: () => bodyOf(client.POST('/api/v1/maintenance-windows/preview', { body })),
    enabled: body.startsAt !== '' && body.endsAt !== '' && body.recurrence?.rrule !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Monitors in maintenance show it in their status. */
function useRefresh(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.maintenance }),
      queries.invalidateQueries({ queryKey: keys.monitorLists }),
    ]);
}

export const readMaintenance = ({ id }: MaintenanceWindow): Promise<MaintenanceWindow> =>
  bodyOf(client.GET('/api/v1/maintenance-windows/{id}', { params: { path: { id } } }));

/** Creates a window, or updates the given one. */
export function useSaveMaintenance(window: MaintenanceWindow | null, onSaved: () => void) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ body, changed, version }: Attempt<Schemas['CreateMaintenanceWindow']>) => {
      if (window === null || version === null) return bodyOf(client.POST('/api/v1/maintenance-windows', { body }));
      const params = { path: { id: window.id }, header: seen({ ...window, version }) };
      return bodyOf(client.PATCH('/api/v1/maintenance-windows/{id}', { params, body: onlyChanged(body, changed) }));
    },
    onSuccess: onSaved,
    // Also after a refusal: another user may have changed it.
    onSettled: refresh,
  });
}

export function useDeleteMaintenance(): (window: MaintenanceWindow) => Promise<void> {
  const refresh = useRefresh();
  return async (window) => {
    const params = { path: { id: window.id }, header: seen(window) };
    await bodyOf(client.DELETE('/api/v1/maintenance-windows/{id}', { params }));
    await refresh();
  };
}
