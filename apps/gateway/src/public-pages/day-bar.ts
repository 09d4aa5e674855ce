import type { PublicMonitor } from '@wakeful/contracts';
import { html, type Markup } from './html.js';

type Day = PublicMonitor['days'][number];
type Kind = 'u' | 'p' | 'd' | 'n';

const CELL = 4;
/** Below this a day counts as bad, not only as troubled. */
const BAD_AVAILABILITY = 0.98;

/** Up, troubled, down or no data. A day of which nothing is known is neither up nor down. */
export function kindOfDay({ availability, coverage, downSeconds }: Day): Kind {
  if (availability === null || !coverage) return 'n';
  if (downSeconds === 0) return 'u';
  return availability < BAD_AVAILABILITY ? 'd' : 'p';
}

/**
 * Days that are alike and adjoin are one dashed line, as the dashes begin anew with each part of a path: a few bytes a
 * run where a rectangle a day would make a page of 50 monitors too large.
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
    paths[kind] += `M${start * CELL} 5h${(end - start) * CELL - 1}`;
    counts[kind] += end - start;
    start = end;
  }
  const said = `The last ${days.length} days: ${counts.u} without an outage, ${counts.p + counts.d} with one, ${counts.n} without data`;
  const lines = (Object.keys(paths) as Kind[]).flatMap((kind) =>
    paths[kind] ? [html`<path class="${kind}" d="${paths[kind]}" />`] : [],
  );
  return html`<svg
    class="bar"
    viewBox="0 0 ${days.length * CELL - 1} 10"
    preserveAspectRatio="none"
    role="img"
    aria-label="${said}"
  >
    ${lines}
  </svg>`;
}
