import type { PublicMonitor } from '@wakeful/contracts';
import { html, type Markup } from './html.js';

type Day = PublicMonitor['days'][number];
type Kind = 'u' | 'p' | 'd' | 'n';

/** Below this uptime a day counts as a major outage. */
const BAD_AVAILABILITY = 0.98;

/** Up, minor outage, major outage or no data. A day without data is neither up nor down. */
export function kindOfDay({ availability, coverage, downSeconds }: Day): Kind {
  if (availability === null || !coverage) return 'n';
  if (downSeconds === 0) return 'u';
  return availability < BAD_AVAILABILITY ? 'd' : 'p';
}

/**
 * One dashed line in the color of most days, with the other days drawn over it: adjacent days of one kind form one
 * subpath, as dashes restart with each. A few bytes per run; one rectangle per day would make a page with 100 monitors
 * too large.
 */
export function dayBar(days: readonly Day[]): Markup {
  const paths: Record<Kind, string> = { u: '', p: '', d: '', n: '' };
  const counts: Record<Kind, number> = { u: 0, p: 0, d: 0, n: 0 };
  for (let start = 0; start < days.length;) {
    const first = days[start];
    if (!first) break;
    const kind = kindOfDay(first);
    let end = start;
    for (let next = days[end]; next && kindOfDay(next) === kind; next = days[++end]);
    paths[kind] += `M${start} 0h${end - start}`;
    counts[kind] += end - start;
    start = end;
  }
  const kinds = (Object.keys(paths) as Kind[]).filter((kind) => counts[kind] > 0).sort((a, b) => counts[b] - counts[a]);
  const lines = kinds.map(
    (kind, rank) => html`<path class="${kind}" d="${rank === 0 ? `M0 0h${days.length}` : paths[kind]}" />`,
  );
  const said = `${counts.u} days without outages, ${counts.p + counts.d} with outages, ${counts.n} without data`;
  return html`<svg viewBox="0 -5 ${days.length} 10" preserveAspectRatio="none" role="img" aria-label="${said}">
    ${lines}
  </svg>`;
}
