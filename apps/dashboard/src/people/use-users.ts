import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type User = Schemas['User'];

export const roleChoices = [
  { value: 'viewer', label: 'Viewer: read-only access, except users' },
  { value: 'editor', label: 'Editor: manages monitors, alerts, maintenance' },
  { value: 'admin', label: 'Admin: also manages users' },
] as const;
export type Role = (typeof roleChoices)[number]['value'];

/** The maximum page size of the API. */
const MAX_PAGE_SIZE = 200;

export function useUsers(page: number, options: { enabled?: boolean; pageSize?: number } = {}) {
  const { enabled = true, pageSize = 50 } = options;
  return useQuery({
    queryKey: [...keys.people, page, pageSize],
    queryFn: () => bodyOf(client.GET('/api/v1/users', { params: { query: { page, pageSize } } })),
    enabled,
  });
}

/** User names by ID, for at most one list page of users. */
export function useUserNames(enabled: boolean): ReadonlyMap<string, string> {
  const { data } = useUsers(1, { enabled, pageSize: MAX_PAGE_SIZE });
  return new Map(data?.items.map(({ id, name }) => [id, name]));
}

function useRefresh(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.people }),
      // It may have been the current user.
      queries.invalidateQueries({ queryKey: ['session'] }),
    ]);
}

export function useAddUser(onSaved: (user: User) => void) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: Schemas['CreateUser']) => bodyOf(client.POST('/api/v1/users', { body })),
    onSuccess: async (user) => {
      await refresh();
      onSaved(user);
    },
  });
}

export function useChangeUser({ id }: User, onSaved: () => void) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: Schemas['UpdateUser']) =>
      bodyOf(client.PATCH('/api/v1/users/{id}', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await refresh();
      onSaved();
    },
  });
}

export function useDeleteUser(): (user: User) => Promise<void> {
  const refresh = useRefresh();
  return async ({ id }) => {
    await bodyOf(client.DELETE('/api/v1/users/{id}', { params: { path: { id } } }));
    await refresh();
  };
}

/** A login link is a secret: it is returned to the requester and never cached. */
export function useLoginLink() {
  return useMutation({
    mutationFn: ({ id }: User) => bodyOf(client.POST('/api/v1/users/{id}/login-link', { params: { path: { id } } })),
    gcTime: 0,
  });
}

/** Whether everybody must have a second factor, and who has one. */
export const useAccessRules = () =>
  useQuery({ queryKey: keys.accessRules, queryFn: () => bodyOf(client.GET('/api/v1/access-rules')) });

export function useChangeAccessRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (requiresSecondFactor: boolean) =>
      bodyOf(client.PUT('/api/v1/access-rules', { body: { requiresSecondFactor } })),
    onSuccess: async (rules) => {
      queries.setQueryData(keys.accessRules, rules);
      // It may concern oneself.
      await queries.invalidateQueries({ queryKey: ['session'] });
    },
  });
}

export function useResetSecondFactors(): (user: User) => Promise<void> {
  const queries = useQueryClient();
  return async ({ id }) => {
    await bodyOf(client.DELETE('/api/v1/users/{id}/second-factors', { params: { path: { id } } }));
    await queries.invalidateQueries({ queryKey: keys.accessRules });
  };
}
