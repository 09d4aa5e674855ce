import { Injectable } from '@nestjs/common';
import type { BadgeParameters, BadgeQuery, MonitorStatus } from '@wakeful/contracts';
import { NotFoundError } from '../http/request-error.js';
import { rowsOf, statusOfPublicMonitor } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { percentOf } from '../public-pages/render-page.js';
import { readMonitorStats } from '../stats/monitor-stats.js';
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

/** The badge of a monitor on a published public page. Figures are computed once per minute for all viewers. */
@Injectable()
export class BadgeFaces {
  readonly #faces = new Map<string, { face: Promise<Face>; untilMs: number }>();

  constructor(private readonly context: GatewayContext) {}

  /** @throws NotFoundError, also when the monitor is on no such page, so that its existence is not revealed */
  async badgeOf({ monitorId, file }: BadgeParameters, { window, label }: BadgeQuery): Promise<string> {
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
    const [row] = await rowsOf(this.context.database, statusOfPublicMonitor, { id });
    if (!row) throw new NotFoundError('badge of a monitor', id);
    if (file === 'status.svg') return { label: 'status', value: row.status, color: statusColors[row.status] };
    const { availability, latency } = await readMonitorStats(this.context, id, window);
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
