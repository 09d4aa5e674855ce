import {
  DAY_MS,
  type DowntimeCorrection,
  type DowntimeWindowResponse,
  type ListAllUncheckedTimesQuery,
  type ListCorrectionsQuery,
  type ListUncheckedTimesQuery,
  type ListWindowsQuery,
  type MonitorUncheckedTime,
  type Page,
  type UncheckedTime,
} from '@wakeful/contracts';
import { type StatsSpan, uncheckedTimesOf } from '@wakeful/domain';
import {
  correctionPages,
  databaseNowMs,
  loadTimelines,
  namesOfMonitors,
  readPage,
  type RowsOf,
  rowsOf,
  windowById,
  windowPages,
} from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { InvalidRequestError, NotFoundError } from '../http/request-error.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';

const MS_PER_SECOND = 1000;
const DEFAULT_SPAN_MS = 30 * DAY_MS;
const DEFAULT_SPAN_OF_ALL_MS = 7 * DAY_MS;
const MAX_SPAN_OF_ALL_MS = 31 * DAY_MS;

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
  const span = spanOf({ from, to }, nowMs, DEFAULT_SPAN_MS);
  const [timeline] = await loadTimelines(database, [monitorId], span);
  if (!timeline) throw new MonitorNotFoundError(monitorId);
  const all = uncheckedTimesOf(timeline, span).toReversed();
  const items = all.slice((page - 1) * pageSize, page * pageSize).map((time) => uncheckedTimeOf(time, span, nowMs));
  return { items, total: all.length, page, pageSize };
}

/**
 * The same of all monitors: by their beginnings, newest first.
 * @throws InvalidRequestError
 */
export async function listAllUncheckedTimes(
  { database }: ReadContext,
  { from, to, page, pageSize }: ListAllUncheckedTimesQuery,
): Promise<Page<MonitorUncheckedTime>> {
  const nowMs = await databaseNowMs(database);
  const span = spanOf({ from, to }, nowMs, DEFAULT_SPAN_OF_ALL_MS);
  if (span.toMs - span.fromMs > MAX_SPAN_OF_ALL_MS) {
    throw new InvalidRequestError([{ path: 'from', message: 'must be at most 31 days before `to`' }]);
  }
  const timelines = await loadTimelines(database, null, span);
  const all = timelines
    .flatMap((timeline) => uncheckedTimesOf(timeline, span).map((time) => ({ ...time, monitorId: timeline.monitorId })))
    .sort((a, b) => b.fromMs - a.fromMs || (a.monitorId < b.monitorId ? -1 : 1));
  const shown = all.slice((page - 1) * pageSize, page * pageSize);
  const named = await rowsOf(database, namesOfMonitors, { ids: shown.map(({ monitorId }) => monitorId) });
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const items = shown.map(({ monitorId, ...time }) => ({
    monitorId,
    monitorName: names.get(monitorId) ?? '',
    ...uncheckedTimeOf(time, span, nowMs),
  }));
  return { items, total: all.length, page, pageSize };
}

interface Range {
  from: string | undefined;
  to: string | undefined;
}

function spanOf({ from, to }: Range, nowMs: number, usualMs: number): StatsSpan {
  const toMs = Math.min(nowMs, to === undefined ? nowMs : Date.parse(to));
  return { fromMs: from === undefined ? toMs - usualMs : Date.parse(from), toMs };
}

const uncheckedTimeOf = (
  { fromMs, untilMs }: { fromMs: number; untilMs: number | null },
  { toMs }: StatsSpan,
  nowMs: number,
): UncheckedTime => ({
  from: new Date(fromMs).toISOString(),
  // What is ongoing at the end of a past span may have ended since.
  until: untilMs === null && toMs === nowMs ? null : new Date(untilMs ?? toMs).toISOString(),
  durationSeconds: ((untilMs ?? toMs) - fromMs) / MS_PER_SECOND,
});

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
