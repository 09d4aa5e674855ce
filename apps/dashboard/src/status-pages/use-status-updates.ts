import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { type Attempt, onlyChanged } from '../parts/use-draft.js';
import { withoutCompiling } from '../parts/without-compiling.js';
import type { StatusPage } from './use-status-pages.js';

export type StatusUpdate = Schemas['StatusUpdate'];

export const stateLabels: Readonly<Record<StatusUpdate['state'], string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  maintenance: 'Maintenance',
};

const header = (version: number) => ({ 'If-Match': `"${version}"` });

export function useStatusUpdates(pageId: string, page: number) {
  return useQuery({
    queryKey: [...keys.statusUpdates(pageId), page],
    queryFn: () =>
      bodyOf(client.GET('/api/v1/status-pages/{pageId}/updates', { params: { path: { pageId }, query: { page } } })),
  });
}

export const readStatusUpdate = (pageId: string, id: string): Promise<StatusUpdate> =>
  bodyOf(client.GET('/api/v1/status-pages/{pageId}/updates/{id}', { params: { path: { pageId, id } } }));

/** Posts an incident, or updates the given one. */
export function useSaveStatusUpdate({ id: pageId }: StatusPage, update: StatusUpdate | null, onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ body: input, changed, version }: Attempt<object>) => {
      const { parseNewStatusUpdate, parseStatusUpdate } = await withoutCompiling(
        () => import('./parse-status-update.js'),
      );
      if (update === null || version === null) {
        const body = parseNewStatusUpdate(input);
        return bodyOf(client.POST('/api/v1/status-pages/{pageId}/updates', { params: { path: { pageId } }, body }));
      }
      const params = { path: { pageId, id: update.id }, header: header(version) };
      const body = onlyChanged(parseStatusUpdate(input), changed);
      return bodyOf(client.PATCH('/api/v1/status-pages/{pageId}/updates/{id}', { params, body }));
    },
    onSuccess: onSaved,
    // Also after a refusal: another user may have changed it.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.statusUpdates(pageId) }),
  });
}

export function useDeleteStatusUpdate({ id: pageId }: StatusPage): (update: StatusUpdate) => Promise<void> {
  const queries = useQueryClient();
  return async ({ id, version }) => {
    const params = { path: { pageId, id }, header: header(version) };
    await bodyOf(client.DELETE('/api/v1/status-pages/{pageId}/updates/{id}', { params }));
    await queries.invalidateQueries({ queryKey: keys.statusUpdates(pageId) });
  };
}
