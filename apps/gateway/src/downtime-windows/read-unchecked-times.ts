import type { ListUncheckedTimesQuery, Page, UncheckedTime } from '@wakeful/contracts';
import { uncheckedTimesOf } from '@wakeful/domain';
import { loadTimelines } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
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
  nowMs = Date.now(),
): Promise<Page<UncheckedTime>> {
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
