import { bestShare } from '@wakeful/domain';
import { changesOf, type Queryable, rowsOf } from '../sql/run-statement.js';
import { commonShares, describeIncidents } from './joining-statements.js';

/** Names what the windows of incidents share now, and when the first of them began, after windows have come or gone. */
export async function nameCauses(database: Queryable, incidentIds: readonly string[]): Promise<void> {
  const common = Map.groupBy(await rowsOf(database, commonShares, { incidentIds }), ({ incidentId }) => incidentId);
  const incidents = incidentIds.map((id) => {
    const best = bestShare(common.get(id) ?? []);
    return { id, kind: best?.kind ?? null, value: best?.value ?? null };
  });
  await changesOf(database, describeIncidents, { incidents });
}
