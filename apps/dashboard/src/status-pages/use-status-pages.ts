import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { type Attempt, onlyChanged } from '../parts/use-draft.js';
import { withoutCompiling } from '../parts/without-compiling.js';

export type StatusPage = Schemas['StatusPage'];

const header = (version: number) => ({ 'If-Match': `"${version}"` });

export function useStatusPages(page: number) {
  return useQuery({
    queryKey: [...keys.statusPages, page],
    queryFn: () => bodyOf(client.GET('/api/v1/status-pages', { params: { query: { page } } })),
  });
}

export const readStatusPage = ({ id }: Pick<StatusPage, 'id'>): Promise<StatusPage> =>
  bodyOf(client.GET('/api/v1/status-pages/{id}', { params: { path: { id } } }));

export const useStatusPage = (id: string) =>
  useQuery({ queryKey: keys.statusPage(id), queryFn: () => readStatusPage({ id }) });

/** Creates a status page, or updates the given one. */
export function useSaveStatusPage(page: StatusPage | null, onSaved: (page: StatusPage) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ body: input, changed, version }: Attempt<object>) => {
      const { parseStatusPage } = await withoutCompiling(() => import('./parse-status-page.js'));
      const body = parseStatusPage(input);
      if (page === null || version === null) return bodyOf(client.POST('/api/v1/status-pages', { body }));
      const params = { path: { id: page.id }, header: header(version) };
      return bodyOf(client.PATCH('/api/v1/status-pages/{id}', { params, body: onlyChanged(body, changed) }));
    },
    onSuccess: onSaved,
    // Also after a refusal: another user may have changed it.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.statusPages }),
  });
}

export function useDeleteStatusPage(): (page: StatusPage) => Promise<void> {
  const queries = useQueryClient();
  return async ({ id, version }) => {
    const params = { path: { id }, header: header(version) };
    await bodyOf(client.DELETE('/api/v1/status-pages/{id}', { params }));
    await queries.invalidateQueries({ queryKey: keys.statusPages });
  };
}

/** Whether the page is served under its own domain, and what would prove that it may be. */
export const usePageDomain = (id: string) =>
  useQuery({
    queryKey: keys.statusPageDomain(id),
    queryFn: () => bodyOf(client.GET('/api/v1/status-pages/{id}/domain', { params: { path: { id } } })),
  });

export function useProveDomain(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (how: 'check' | 'confirm') =>
      bodyOf(client.POST(`/api/v1/status-pages/{id}/domain/${how}`, { params: { path: { id } } })),
    onSuccess: (domain) => queries.setQueryData(keys.statusPageDomain(id), domain),
  });
}
