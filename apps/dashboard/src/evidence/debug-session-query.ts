import { queryOptions } from '@tanstack/react-query';
import { bodyOf, client } from '../api/client.js';
import { keys } from '../api/keys.js';

const POLL_MS = 2_000;

/** A browser check with its evidence; polled until it has ended. */
export const debugSessionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.debugSession(id),
    queryFn: () => bodyOf(client.GET('/api/v1/debug-sessions/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.state === 'queued' ? POLL_MS : false),
  });
