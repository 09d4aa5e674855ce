import type { MonitorStatus } from '@wakeful/contracts';
import type { FigureSource } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import type { ReadContext } from '../context/context.js';
import { figuresOfMonitors, rowsOf } from '@wakeful/persistence';

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
