import type { FigureSource } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import type { SystemStatusReader } from '../system/system-status.js';

const overdueChecks = new Gauge({
  name: 'wakeful_schedule_overdue_checks',
  help: 'Due checks that have not been handed to the checkers yet.',
});

const overdueAge = new Gauge({
  name: 'wakeful_schedule_overdue_seconds',
  help: 'Age of the oldest due check that has not been handed to the checkers yet.',
});

const streamMessages = new Gauge({
  name: 'wakeful_stream_messages',
  help: 'Messages in a stream.',
  labelNames: ['stream'],
});

const openWindows = new Gauge({
  name: 'wakeful_downtime_windows_open',
  help: 'Ongoing outages.',
});

const monitors = new Gauge({
  name: 'wakeful_monitors',
  help: 'Monitors by status.',
  labelNames: ['status'],
});

/** What `GET /system/status` says, as metrics. */
export function systemFigures(reader: Pick<SystemStatusReader, 'read'>): FigureSource {
  const read = async (): Promise<void> => {
    const status = await reader.read();
    overdueChecks.set(status.schedule.dueChecks);
    overdueAge.set(status.schedule.lagSeconds);
    openWindows.set(status.openWindows);
    for (const [name, count] of Object.entries(status.monitors.byStatus)) monitors.set({ status: name }, count);
    streamMessages.reset();
    for (const [stream, { messages }] of Object.entries(status.queues ?? {})) streamMessages.set({ stream }, messages);
  };
  const forget = (): void => {
    for (const gauge of [overdueChecks, overdueAge, openWindows]) gauge.remove();
    for (const gauge of [streamMessages, monitors]) gauge.reset();
  };
  return { name: 'system', read, forget };
}
