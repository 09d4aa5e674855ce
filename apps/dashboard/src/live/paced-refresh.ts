import { hashKey, type QueryKey } from '@tanstack/react-query';

const INTERVAL_MS = 1_000;

export interface PacedRefresh {
  refresh(queryKey: QueryKey): void;
  stop(): void;
}

/**
 * Refetches queries: at once, then at most once per second each, however many events arrive; events in between cause
 * one refetch at the end. A fetch that takes longer is awaited rather than restarted.
 */
export function createPacedRefresh(read: (queryKey: QueryKey) => Promise<unknown>): PacedRefresh {
  /** Queries fetched within the last second, and whether they must be fetched again. */
  const recent = new Map<string, { isDue: boolean }>();
  let isStopped = false;

  async function run(name: string, queryKey: QueryKey): Promise<void> {
    const state = { isDue: true };
    recent.set(name, state);
    while (state.isDue && !isStopped) {
      state.isDue = false;
      // The component that uses the query shows its error.
      const reading = read(queryKey).catch(() => undefined);
      await Promise.all([reading, new Promise((resolve) => setTimeout(resolve, INTERVAL_MS))]);
    }
    recent.delete(name);
  }

  return {
    refresh: (queryKey) => {
      const name = hashKey(queryKey);
      const state = recent.get(name);
      if (state) state.isDue = true;
      else void run(name, queryKey);
    },
    stop: () => {
      isStopped = true;
    },
  };
}
