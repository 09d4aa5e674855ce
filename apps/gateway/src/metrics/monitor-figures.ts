import type { MonitorStatus } from '@wakeful/contracts';
import type { FigureSource } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import type { DataSource } from 'typeorm';
import { effectiveStatusSql } from '../monitors/effective-status.js';

const labelNames = ['monitor_id', 'name'] as const;

const up = new Gauge({
  name: 'wakeful_monitor_up',
  help: '1 while a monitor is up or degraded, 0 while it is down; not there while its status is unknown, pending or paused.',
  labelNames,
});

const response = new Gauge({
  name: 'wakeful_monitor_response_seconds',
  help: 'How long the newest check of a monitor took.',
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

interface MonitorFigures {
  id: string;
  name: string;
  status: MonitorStatus;
  responseSeconds: number | null;
  certificateSeconds: number | null;
  total: number;
}

/** The oldest ones: a series must not come and go as others are created. Paused ones have nothing to tell. */
const figuresSql = `
  SELECT m.id, m.name, ${effectiveStatusSql} AS status,
         CASE WHEN s.last_status <> 0 THEN s.last_total_us / 1e6 END AS "responseSeconds",
         extract(epoch FROM s.certificate_expires_at - now())::float8 AS "certificateSeconds",
         count(*) OVER ()::int AS total
    FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
   WHERE m.enabled
   ORDER BY m.key
   LIMIT $1`;

const UP: Partial<Record<MonitorStatus, 0 | 1>> = { up: 1, degraded: 1, down: 0 };

/** One series of each kind for each monitor, `maxMonitors` at most: a bound for Prometheus' memory. */
export function monitorFigures(dataSource: DataSource, maxMonitors: number): FigureSource {
  const forget = (): void => {
    for (const gauge of [up, response, certificateExpiry]) gauge.reset();
  };
  const read = async (): Promise<void> => {
    const rows = await dataSource.query<MonitorFigures[]>(figuresSql, [maxMonitors]);
    forget();
    for (const { id, name, status, responseSeconds, certificateSeconds } of rows) {
      const labels = { monitor_id: id, name };
      const isUp = UP[status];
      if (isUp !== undefined) up.set(labels, isUp);
      if (responseSeconds !== null) response.set(labels, Number(responseSeconds));
      if (certificateSeconds !== null) certificateExpiry.set(labels, certificateSeconds);
    }
    leftOut.set((rows[0]?.total ?? 0) - rows.length);
  };
  return { name: 'monitors', read, forget };
}
