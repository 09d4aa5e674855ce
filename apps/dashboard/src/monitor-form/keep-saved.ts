import type { QueryClient } from '@tanstack/react-query';
import type { Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

/** The page of the monitor shows at once what was saved, and asks again for what follows from it. */
export function keepSaved(queries: QueryClient, monitor: Schemas['Monitor']): void {
  queries.setQueryData(keys.monitor(monitor.id), monitor);
  void queries.invalidateQueries({ queryKey: keys.monitor(monitor.id) });
  void queries.invalidateQueries({ queryKey: keys.monitorLists });
  void queries.invalidateQueries({ queryKey: keys.system });
}
