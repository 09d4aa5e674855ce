import type {
  IncidentResponse,
  IncidentShare,
  IncidentSummary,
  IncidentWindow,
  ListIncidentsQuery,
  ListIncidentWindowsQuery,
  Page,
} from '@wakeful/contracts';
import { scopeText } from '@wakeful/domain';
import {
  earlierIncidents,
  entriesOfIncident,
  fineMonitors,
  incidentById,
  incidentIdPages,
  incidentsByIds,
  pagesOfIncident,
  readPage,
  type RowsOf,
  rowsOf,
  shareOfSingle,
  windowsOfIncidentPages,
} from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';

const MS_PER_SECOND = 1000;

/** One page of the incidents, newest first. */
export async function listIncidents(
  { database }: ReadContext,
  query: ListIncidentsQuery,
): Promise<Page<IncidentSummary>> {
  const page = await readPage(database, incidentIdPages, query);
  const rows = await rowsOf(database, incidentsByIds, { ids: page.items.map(({ id }) => id) });
  return { ...page, items: rows.map(summaryOf) };
}

/** @throws NotFoundError */
export async function readIncident({ database }: ReadContext, id: string): Promise<IncidentResponse> {
  const [row] = await rowsOf(database, incidentById, { id });
  if (!row) throw new NotFoundError('incident', id);
  const summary = summaryOf(row);
  const [entries, statusPages, earlier, [single]] = await Promise.all([
    rowsOf(database, entriesOfIncident, { incidentId: id }),
    rowsOf(database, pagesOfIncident, { incidentId: id }),
    rowsOf(database, earlierIncidents, { incidentId: id }),
    rowsOf(database, shareOfSingle, { incidentId: id }),
  ]);
  const cause = summary.cause ?? (summary.windowCount === 1 ? (single ?? null) : null);
  const scope = await scopeOf({ database }, summary, cause);
  return { ...summary, scope, entries, statusPages, earlier };
}

async function scopeOf(
  { database }: ReadContext,
  { monitorCount, endedAt }: IncidentSummary,
  cause: IncidentShare | null,
): Promise<string> {
  // Who is well now says nothing about an incident of the past.
  const [counted] = cause && endedAt === null ? await rowsOf(database, fineMonitors, cause) : [];
  return scopeText(monitorCount, cause, counted?.fine ?? null);
}

/**
 * One page of the downtime windows of an incident, in the order in which they began.
 * @throws NotFoundError
 */
export async function listIncidentWindows(
  { database }: ReadContext,
  incidentId: string,
  query: ListIncidentWindowsQuery,
): Promise<Page<IncidentWindow>> {
  const page = await readPage(database, windowsOfIncidentPages, { ...query, incidentId });
  if (page.total === 0) throw new NotFoundError('incident', incidentId);
  return page;
}

/** An incident as the API shows it; while it is open its duration grows. */
function summaryOf({ now, causeKind, causeValue, ...row }: RowsOf<typeof incidentById>[number]): IncidentSummary {
  const endMs = row.endedAt === null ? now : Date.parse(row.endedAt);
  const cause = causeKind !== null && causeValue !== null ? { kind: causeKind, value: causeValue } : null;
  return { ...row, cause, durationSeconds: Math.max(0, endMs - Date.parse(row.startedAt)) / MS_PER_SECOND };
}
