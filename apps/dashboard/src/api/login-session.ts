import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, client, type Schemas } from './client.js';

const sessionKey = ['session'];
const ranks = ['viewer', 'editor', 'admin'] as const;

export const loginSessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: () => bodyOf(client.GET('/api/v1/session')),
  staleTime: 300_000,
});

/** The signed-in user. */
export const useSession = () => useQuery(loginSessionQuery);

/** Whether the user has at least this role; actions that would be refused are not shown. */
export function useMay(role: (typeof ranks)[number]): boolean {
  const { data } = useSession();
  return data !== undefined && ranks.indexOf(data.role) >= ranks.indexOf(role);
}

export function useLogIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['LogIn']) => bodyOf(client.POST('/api/v1/session', { body })),
    onSuccess: (session) => queries.setQueryData(sessionKey, session),
  });
}

export function useLogOut() {
  return useMutation({
    mutationFn: () => bodyOf(client.DELETE('/api/v1/session')),
    // No data of this user may stay in memory.
    onSuccess: () => window.location.assign('/login'),
  });
}
