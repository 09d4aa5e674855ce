import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem, Problem, Unreachable } from './problem.js';

const MAX_RETRIES = 2;

const RECOVERY_MS = 5_000;

/** The server could not be reached, or was not able to answer. */
const isTemporary = (error: Error | null): boolean =>
  error instanceof Unreachable || (error instanceof Problem && error.status >= 500);

/** Live events keep data fresh; whatever they do not cover is refetched when a page is opened. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // While a user is here an admin may require a second factor: the session says what can be done about it.
    onError: (error) => {
      if (isProblem(error, 'second-factor-required')) void queryClient.invalidateQueries({ queryKey: ['session'] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What failed because the server was away comes by itself when it is back.
      refetchInterval: ({ state: { error } }) => (isTemporary(error) ? RECOVERY_MS : false),
      // A refusal would only be repeated.
      retry: (count, error) => !(error instanceof Problem && error.status < 500) && count < MAX_RETRIES,
    },
  },
});
