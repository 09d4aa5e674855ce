import type { QueryClient } from '@tanstack/react-query';
import type { Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

/** The monitor page shows the saved monitor at once and refetches everything derived from it. */
export function keepSaved(queries: QueryClient, monitor: Schemas['Monitor']): void {
  queries.setQueryData(keys.monitor(monitor.id), monitor);
  void queries.invalidateQueries({ queryKey: keys.monitor(monitor.id) });
  void queries.invalidateQueries({ queryKey: keys.monitorLists });
  void queries.invalidateQueries({ queryKey: keys.system });
}
