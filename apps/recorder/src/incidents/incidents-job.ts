import { changesOf, deleteEmptyIncidents, rowsOf, windowsWithoutIncident } from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { joinIncidents } from './join-incidents.js';

const INTERVAL_MS = 60_000;
const MAX_ADOPTED = 500;

/**
 * Gives an incident to windows that have none, as those that a recorder of the release before opens during an update, and those that
 * late results opened and ended at once. Forgets incidents whose monitors were deleted.
 */
export async function tidyIncidents(dataSource: DataSource): Promise<void> {
  const windows = await rowsOf(dataSource, windowsWithoutIncident, { limit: MAX_ADOPTED });
  const windowIds = windows.map(({ windowId }) => windowId);
  if (windowIds.length > 0) await dataSource.transaction((manager) => joinIncidents(manager, windowIds));
  await changesOf(dataSource, deleteEmptyIncidents, { ids: null });
}

export const incidentsJob = periodicJob({
  name: 'tidying of incidents',
  intervalMs: INTERVAL_MS,
  needs: [DataSource],
  run: (_job, dataSource) => tidyIncidents(dataSource),
});
