import type { Schemas } from '../api/client.js';
import type { LiveEvent } from './live-connection.js';

type Monitor = Schemas['Monitor'];
type MonitorPage = Schemas['MonitorPage'];

export type EventsByMonitor = ReadonlyMap<string, readonly LiveEvent[]>;

/**
 * A list page of monitors after the events; undefined when none of them concerns it. Many list pages may be cached and
 * most events concern none of them, so the look-up must be cheap.
 */
export function pageAfter(page: MonitorPage, events: EventsByMonitor): MonitorPage | undefined {
  if (!page.items.some(({ id }) => events.has(id))) return undefined;
  return { ...page, items: page.items.map((monitor) => applyEvents(monitor, events.get(monitor.id) ?? [])) };
}

/** A monitor after its events; the same object when nothing changed. */
export function applyEvents(monitor: Monitor, events: readonly LiveEvent[]): Monitor {
  let now = monitor;
  for (const event of events) {
    if (event.type === 'status') {
      // Paused and maintenance come from the configuration and hold whatever the checks find.
      const isOverridden = now.status === 'paused' || now.status === 'maintenance';
      if (!isOverridden) now = { ...now, status: event.data.to, since: event.data.at };
    } else if (event.type === 'check') {
      now = withCheck(now, event.data);
    } else {
      now = { ...now, openWindowId: event.data.change === 'opened' ? event.data.windowId : null };
    }
  }
  return now;
}

function withCheck(monitor: Monitor, check: Extract<LiveEvent, { type: 'check' }>['data']): Monitor {
  const { lastCheck } = monitor;
  if (lastCheck !== null && lastCheck.scheduledAt >= check.scheduledAt) return monitor;
  const { scheduledAt, status, totalMs } = check;
  // The event does not carry the detail, and the detail of another status no longer applies.
  const isSame = lastCheck?.status === status;
  return {
    ...monitor,
    lastCheck: {
      scheduledAt,
      status,
      totalMs,
      reason: isSame ? lastCheck.reason : null,
      httpStatus: isSame ? lastCheck.httpStatus : null,
      detail: isSame ? lastCheck.detail : '',
    },
  };
}
