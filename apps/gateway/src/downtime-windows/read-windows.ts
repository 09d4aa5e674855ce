import type {
  DowntimeCorrection,
  DowntimeWindowResponse,
  ListCorrectionsQuery,
  ListWindowsQuery,
  Page,
} from '@wakeful/contracts';
import { correctionPages, readPage, rowsOf, type RowsOf, windowById, windowPages } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';

const MS_PER_SECOND = 1000;

/** One page of the downtime windows, newest first. */
export async function listWindows(
  { database }: ReadContext,
  query: ListWindowsQuery,
): Promise<Page<DowntimeWindowResponse>> {
  const page = await readPage(database, windowPages, query);
  return { ...page, items: page.items.map(windowOf) };
}

/** One page of what results that came late corrected of a monitor's downtime windows, newest first. */
export const listCorrections = (
  { database }: ReadContext,
  query: ListCorrectionsQuery & { monitorId: string },
): Promise<Page<DowntimeCorrection>> => readPage(database, correctionPages, query);

/** @throws NotFoundError */
export async function readWindow({ database }: ReadContext, id: string): Promise<DowntimeWindowResponse> {
  const [row] = await rowsOf(database, windowById, { id });
  if (!row) throw new NotFoundError('downtime window', id);
  return windowOf(row);
}

/** Milliseconds from the last check that said otherwise to an edge of a window: the edge lies between the two. */
const since = (otherwise: string | null, edge: string | null): number | null =>
  otherwise === null || edge === null ? null : Math.max(0, Date.parse(edge) - Date.parse(otherwise));

/** A window as the API shows it; while it is open its duration grows. */
function windowOf({ now, lastFailedAt, ...window }: RowsOf<typeof windowById>[number]): DowntimeWindowResponse {
  const { id, monitorId, monitorName, startedAt, endedAt, endedBy, ...rest } = window;
  const { reason = null, detail = '', httpStatus = null, facts = {} } = window.firstFailure;
  const durationMs = Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
  const durationSeconds = durationMs / MS_PER_SECOND;
  const firstFailure = { reason, detail, httpStatus, facts };
  const edges = {
    startedAtUncertaintyMs: since(rest.lastGoodAt, startedAt),
    endedAtUncertaintyMs: endedBy === 'recovery' ? since(lastFailedAt, endedAt) : null,
  };
  const times = { startedAt, endedAt, endedBy, durationSeconds, ...edges };
  return { id, monitorId, monitorName, ...times, ...rest, firstFailure };
}
