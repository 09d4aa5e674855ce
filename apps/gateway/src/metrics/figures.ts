import type { MonitorStatus } from '@wakeful/contracts';
import { figuresOfMonitors, rowsOf } from '@wakeful/persistence';
import type { FigureSource } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import type { ReadContext } from '../context/context.js';
import type { ServiceRegistry } from '../system/service-registry.js';
import type { SystemStatusReader } from '../system/system-status.js';

const instances = new Gauge({
  name: 'wakeful_service_instances',
  help: 'Service instances: alive, or missing (silent without a clean shutdown in the last ten minutes).',
  labelNames: ['service', 'location', 'state'],
});

/** Which services are alive. */
export function instanceFigures(registry: Pick<ServiceRegistry, 'instances'>): FigureSource {
  const read = (): Promise<void> => {
    instances.reset();
    for (const { service, location, state } of registry.instances()) {
      instances.inc({ service, location: location ?? '', state });
      // A service whose last instance is missing has 0 that are alive, rather than no figure.
      instances.inc({ service, location: location ?? '', state: state === 'alive' ? 'missing' : 'alive' }, 0);
    }
    return Promise.resolve();
  };
  return { name: 'instances', read, forget: () => instances.reset() };
}

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

const labelNames = ['monitor_id', 'name'] as const;

const up = new Gauge({
  name: 'wakeful_monitor_up',
  help: '1 while a monitor is up or degraded, 0 while it is down; absent while its status is unknown, pending or paused.',
  labelNames,
});

const response = new Gauge({
  name: 'wakeful_monitor_response_seconds',
  help: 'Duration of the latest check of a monitor.',
  labelNames,
});

const certificateExpiry = new Gauge({
  name: 'wakeful_monitor_certificate_expiry_seconds',
  help: 'Time until the certificate of a monitor expires; negative when it has.',
  labelNames,
});

const leftOut = new Gauge({
  name: 'wakeful_monitors_without_series',
  help: 'Monitors that have no wakeful_monitor_* series because there are more than METRICS_MAX_MONITORS.',
});

const UP: Partial<Record<MonitorStatus, 0 | 1>> = { up: 1, degraded: 1, down: 0 };

/** One series of each kind per monitor, for at most `maxMonitors`: bounds Prometheus's memory. */
export function monitorFigures({ database }: ReadContext, maxMonitors: number): FigureSource {
  const forget = (): void => {
    for (const gauge of [up, response, certificateExpiry]) gauge.reset();
  };
  const read = async (): Promise<void> => {
    const rows = await rowsOf(database, figuresOfMonitors, { maxMonitors });
    forget();
    for (const { id, name, status, responseSeconds, certificateSeconds } of rows) {
      const labels = { monitor_id: id, name };
      const isUp = UP[status];
      if (isUp !== undefined) up.set(labels, isUp);
      if (responseSeconds !== null) response.set(labels, responseSeconds);
      if (certificateSeconds !== null) certificateExpiry.set(labels, certificateSeconds);
    }
    leftOut.set((rows[0]?.total ?? 0) - rows.length);
  };
  return { name: 'monitors', read, forget };
}
