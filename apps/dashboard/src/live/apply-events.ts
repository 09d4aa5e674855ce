import type { Schemas } from '../api/client.js';
import type { LiveEvent } from './live-connection.js';

type Monitor = Schemas['Monitor'];

/** A monitor as it is after the events; the same object when none of them concerns it. */
export function applyEvents(monitor: Monitor, events: readonly LiveEvent[]): Monitor {
  let now = monitor;
  for (const event of events) {
    if (event.data.monitorId !== monitor.id) continue;
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
