import type { Schemas } from '../api/client.js';
import type { LiveEvent } from './live-connection.js';

type Monitor = Schemas['Monitor'];
type MonitorPage = Schemas['MonitorPage'];

export type EventsByMonitor = ReadonlyMap<string, readonly LiveEvent[]>;

/**
 * A page of monitors as it is after the events; undefined when none of them concerns it. Many pages may be kept, and
 * most events are about what is on none of them: looking must be cheap.
 */
export function pageAfter(page: MonitorPage, events: EventsByMonitor): MonitorPage | undefined {
  if (!page.items.some(({ id }) => events.has(id))) return undefined;
  return { ...page, items: page.items.map((monitor) => applyEvents(monitor, events.get(monitor.id) ?? [])) };
}

/** A monitor as it is after events of its own; the same object when they tell nothing new. */
export function applyEvents(monitor: Monitor, events: readonly LiveEvent[]): Monitor {
  let now = monitor;
  for (const event of events) {
    if (event.type === 'status') {
      // What the configuration says about it stays true whatever the checks find.
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
  // Why it failed is not in the event: what was known of another status is no longer true.
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
