import type { PublicMonitor } from '@wakeful/contracts';
import { html, type Markup } from './html.js';

type Day = PublicMonitor['days'][number];
type Kind = 'u' | 'p' | 'd' | 'n';

/** Below this a day counts as bad, not only as troubled. */
const BAD_AVAILABILITY = 0.98;

/** Up, troubled, down or no data. A day of which nothing is known is neither up nor down. */
export function kindOfDay({ availability, coverage, downSeconds }: Day): Kind {
  if (availability === null || !coverage) return 'n';
  if (downSeconds === 0) return 'u';
  return availability < BAD_AVAILABILITY ? 'd' : 'p';
}

/**
 * One line of dashes in the colour of most days, and over it the other days: those that are alike and adjoin are one part
 * of a path, as dashes begin anew with each. A few bytes a run, where a rectangle a day would make a page of 100 monitors
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
  const said = `${counts.u} days without an outage, ${counts.p + counts.d} with one, ${counts.n} without data`;
  return html`<svg viewBox="0 -5 ${days.length} 10" preserveAspectRatio="none" role="img" aria-label="${said}">
    ${lines}
  </svg>`;
}
