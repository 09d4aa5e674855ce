import { hashKey, type QueryKey } from '@tanstack/react-query';

const INTERVAL_MS = 1_000;

export interface PacedRefresh {
  refresh(queryKey: QueryKey): void;
  stop(): void;
}

/**
 * Has queries read anew: at once, and then no more than once a second each, however many events tell of them; what is
 * told meanwhile is made up for at the end. A reading that takes longer is waited for, and not begun anew for ever.
 */
export function createPacedRefresh(read: (queryKey: QueryKey) => Promise<unknown>): PacedRefresh {
  /** Those that were read within the last second, and whether they are to be read again. */
  const recent = new Map<string, { isDue: boolean }>();
  let isStopped = false;

  async function run(name: string, queryKey: QueryKey): Promise<void> {
    const state = { isDue: true };
    recent.set(name, state);
    while (state.isDue && !isStopped) {
      state.isDue = false;
      // What went wrong is shown by who asks for the query.
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
