import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.js';

const MAX_RETRIES = 2;

/** Live events keep data fresh; whatever they do not cover is refetched when a page is opened. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal would only be repeated.
      retry: (count, error) => !(error instanceof Problem && error.status < 500) && count < MAX_RETRIES,
    },
  },
});
