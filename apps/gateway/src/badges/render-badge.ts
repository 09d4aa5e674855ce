import { Injectable } from '@nestjs/common';
import type { BadgeParameters, BadgeQuery, MonitorStatus } from '@wakeful/contracts';
import { rowsOf, statusOfPublicMonitor } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';
import { html } from '../public-pages/html.js';
import { percentOf } from '../public-pages/render-page.js';
import { readMonitorStats } from '../stats/monitor-stats.js';

type BadgeColor = 'green' | 'amber' | 'red' | 'blue' | 'grey';

/** Dark enough for white text on them. */
const colors: Readonly<Record<BadgeColor, string>> = {
  green: '#12803f',
  amber: '#b45309',
  red: '#c4281c',
  blue: '#2f5fc4',
  grey: '#626b77',
};

/** Character widths in Verdana at 11 pixels; characters not listed count as wide. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;|!'I]/, 4],
  [/[ frt\-()/]/, 5],
  [/[a-hknopqsuvxyz0-9]/, 7],
  [/[A-HJ-LN-PR-VX-Z]/, 8],
];
const WIDEST = 11;
const PADDING = 6;

export const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (widths.find(([kind]) => kind.test(letter))?.[1] ?? WIDEST), 0);

/** A badge in the style common in README files. `textLength` keeps the text in its box whatever the font. */
export function renderBadge(label: string, value: string, color: BadgeColor): string {
  const [labelWidth, valueWidth] = [widthOf(label), widthOf(value)];
  const left = labelWidth + 2 * PADDING;
  const right = valueWidth + 2 * PADDING;
  const said = `${label}: ${value}`;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${left + right}"
    height="20"
    role="img"
    aria-label="${said}"
  >
    <title>${said}</title>
    <clipPath id="r"><rect width="${left + right}" height="20" rx="3" /></clipPath>
    <g clip-path="url(#r)">
      <path fill="#3d444d" d="M0 0h${left}v20H0z" />
      <path fill="${colors[color]}" d="M${left} 0h${right}v20H${left}z" />
    </g>
    <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
      <text x="${PADDING}" y="14" textLength="${labelWidth}">${label}</text>
      <text x="${left + PADDING}" y="14" textLength="${valueWidth}">${value}</text>
    </g>
  </svg>`.text;
}

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
  async badgeOf({ monitorId, file }: BadgeParameters, { window: period, label }: BadgeQuery): Promise<string> {
    const key = `${monitorId.toLowerCase()} ${file} ${period}`;
    const known = this.#faces.get(key);
    if (known && performance.now() < known.untilMs) return this.render(await known.face, label);
    if (this.#faces.size >= MAX_REMEMBERED) this.#faces.clear();
    const face = this.faceOf(monitorId, file, period);
    this.#faces.set(key, { face, untilMs: performance.now() + FRESH_MS });
    face.catch(() => this.#faces.delete(key));
    return this.render(await face, label);
  }

  private render({ label, value, color }: Face, given: string | undefined): string {
    return renderBadge(given ?? label, value, color);
  }

  private async faceOf(id: string, file: BadgeParameters['file'], period: BadgeQuery['window']): Promise<Face> {
    const [row] = await rowsOf(this.context.database, statusOfPublicMonitor, { id });
    if (!row) throw new NotFoundError('badge of a monitor', id);
    if (file === 'status.svg') return { label: 'status', value: row.status, color: statusColors[row.status] };
    const { availability, latency } = await readMonitorStats(this.context, id, period);
    if (file === 'uptime.svg') return uptimeFace(availability, period);
    const total = latency.total;
    const value = total ? `${Math.round(total.p50Ms)} ms` : 'no data';
    return { label: `response ${period}`, value, color: total ? 'blue' : 'grey' };
  }
}

function uptimeFace(availability: number | null, period: string): Face {
  const label = `uptime ${period}`;
  if (availability === null) return { label, value: 'no data', color: 'grey' };
  const fair = availability >= FAIR_AVAILABILITY ? 'amber' : 'red';
  return { label, value: percentOf(availability), color: availability >= GOOD_AVAILABILITY ? 'green' : fair };
}
