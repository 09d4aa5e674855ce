import type {
  DowntimeCorrection,
  DowntimeWindowResponse,
  ListCorrectionsQuery,
  ListUncheckedTimesQuery,
  ListWindowsQuery,
  Page,
  UncheckedTime,
} from '@wakeful/contracts';
import { uncheckedTimesOf } from '@wakeful/domain';
import {
  correctionPages,
  databaseNowMs,
  loadTimelines,
  readPage,
  type RowsOf,
  rowsOf,
  windowById,
  windowPages,
} from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';

const MS_PER_SECOND = 1000;
const DEFAULT_SPAN_MS = 30 * 86_400 * MS_PER_SECOND;

/**
 * One page of the times in which checks of a monitor were due and nothing is known, newest first.
 * @throws MonitorNotFoundError
 */
export async function listUncheckedTimes(
  { database }: ReadContext,
  monitorId: string,
  { from, to, page, pageSize }: ListUncheckedTimesQuery,
  givenMs?: number,
): Promise<Page<UncheckedTime>> {
  const nowMs = givenMs ?? (await databaseNowMs(database));
  const toMs = Math.min(nowMs, to === undefined ? nowMs : Date.parse(to));
  const span = { fromMs: from === undefined ? toMs - DEFAULT_SPAN_MS : Date.parse(from), toMs };
  const [timeline] = await loadTimelines(database, [monitorId], span);
  if (!timeline) throw new MonitorNotFoundError(monitorId);
  const all = uncheckedTimesOf(timeline, span).toReversed();
  const items = all.slice((page - 1) * pageSize, page * pageSize).map(({ fromMs, untilMs }) => ({
    from: new Date(fromMs).toISOString(),
    // What is ongoing at the end of a past span may have ended since.
    until: untilMs === null && toMs === nowMs ? null : new Date(untilMs ?? toMs).toISOString(),
    durationSeconds: ((untilMs ?? toMs) - fromMs) / MS_PER_SECOND,
  }));
  return { items, total: all.length, page, pageSize };
}

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
