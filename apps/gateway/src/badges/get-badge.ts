import { Injectable } from '@nestjs/common';
import type { BadgeParameters, BadgeQuery, MonitorStatus } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { NotFoundError } from '../http/request-error.js';
import { effectiveStatusSql } from '../monitors/effective-status.js';
import { percentOf } from '../public-pages/render-page.js';
import { GetMonitorStats } from '../stats/get-monitor-stats.js';
import { type BadgeColor, renderBadge } from './render-badge.js';

const FRESH_MS = 60_000;
const MAX_REMEMBERED = 1_000;
const GOOD_AVAILABILITY = 0.999;
const FAIR_AVAILABILITY = 0.99;

const statusColors: Readonly<Record<MonitorStatus, BadgeColor>> = {
  up: 'green',
  degraded: 'amber',
  down: 'red',
  maintenance: 'blue',
  paused: 'grey',
  pending: 'grey',
  unknown: 'grey',
};

interface Face {
  label: string;
  value: string;
  color: BadgeColor;
}

/** The badge of a monitor that a published public page shows. Figures are worked out once a minute for everybody. */
@Injectable()
export class GetBadge {
  readonly #faces = new Map<string, { face: Promise<Face>; untilMs: number }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly stats: GetMonitorStats,
  ) {}

  /** @throws NotFoundError, also when the monitor is on no such page: nobody learns that there is one */
  async execute({ monitorId, file }: BadgeParameters, { window, label }: BadgeQuery): Promise<string> {
    const key = `${monitorId.toLowerCase()} ${file} ${window}`;
    const known = this.#faces.get(key);
    if (known && performance.now() < known.untilMs) return this.render(await known.face, label);
    if (this.#faces.size >= MAX_REMEMBERED) this.#faces.clear();
    const face = this.faceOf(monitorId, file, window);
    this.#faces.set(key, { face, untilMs: performance.now() + FRESH_MS });
    face.catch(() => this.#faces.delete(key));
    return this.render(await face, label);
  }

  private render({ label, value, color }: Face, given: string | undefined): string {
    return renderBadge(given ?? label, value, color);
  }

  private async faceOf(id: string, file: BadgeParameters['file'], window: BadgeQuery['window']): Promise<Face> {
    const [row] = await this.dataSource.query<{ status: MonitorStatus }[]>(
      `SELECT ${effectiveStatusSql} AS status FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
        WHERE m.id = $1 AND EXISTS (
          SELECT FROM status_page_monitors pm JOIN status_pages p ON p.id = pm.page_id
           WHERE pm.monitor_id = m.id AND p.is_published AND p.visibility = 'public')`,
      [id],
    );
    if (!row) throw new NotFoundError('badge of a monitor', id);
    if (file === 'status.svg') return { label: 'status', value: row.status, color: statusColors[row.status] };
    const { availability, latency } = await this.stats.execute(id, window);
    if (file === 'uptime.svg') return uptimeFace(availability, window);
    const total = latency.total;
    const value = total ? `${Math.round(total.p50Ms)} ms` : 'no data';
    return { label: `response ${window}`, value, color: total ? 'blue' : 'grey' };
  }
}

function uptimeFace(availability: number | null, window: string): Face {
  const label = `uptime ${window}`;
  if (availability === null) return { label, value: 'no data', color: 'grey' };
  const fair = availability >= FAIR_AVAILABILITY ? 'amber' : 'red';
  return { label, value: percentOf(availability), color: availability >= GOOD_AVAILABILITY ? 'green' : fair };
}
