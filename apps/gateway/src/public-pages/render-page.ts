import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicIncident, PublicMonitor, PublicStatus, StatusSummary } from '@wakeful/contracts';
import { html, Markup } from './html.js';
import { phaseOf, SHOWN_DAYS } from './read-summary.js';

/** Every page carries it: without comments, and without the blanks that only people need. */
const pageStyle = readFileSync(join(import.meta.dirname, 'status-page.css'), 'utf8')
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,]) ?|: /g, (match, mark: string | undefined) => mark ?? match.trim())
  .replaceAll(';}', '}')
  .replaceAll('SHOWN_DAYS', String(SHOWN_DAYS))
  .trim();

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

/** Must match the hash in the policy to the byte, or browsers refuse it. */
const style = new Markup(`<style>${pageStyle}</style>`);
const styleHash = createHash('sha256').update(pageStyle).digest('base64');
/** Only this exact style and images: even an injected title could not run anything. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

const words: Readonly<Record<PublicStatus, string>> = {
  operational: 'Operational',
  degraded: 'Degraded',
  down: 'Down',
  maintenance: 'Under maintenance',
  no_data: 'No data',
};
const sentences: Readonly<Record<PublicStatus, string>> = {
  operational: 'All systems operational',
  degraded: 'Degraded performance',
  down: 'Partial outage',
  maintenance: 'Maintenance in progress',
  no_data: 'No data available',
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const formatTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
const time = (iso: string): Markup => html`<time datetime="${iso}">${formatTime(iso)}</time>`;

/** Cut rather than rounded, so that less than 100% never reads as 100%. */
export const percentOf = (share: number): string =>
  `${(Math.floor(share * 100_000) / 1000).toFixed(share === 1 ? 0 : 3)}%`;

const frame = (title: string, body: Markup, head: Markup | null = null): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
        ${head} ${style}
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;

/** The overall status, including when everything is down or only a posted incident is known. */
function sentenceOf({ status, groups }: StatusSummary): string {
  const monitors = groups.flatMap((group) => group.monitors);
  if (status === 'down' && monitors.every((monitor) => monitor.status === 'down')) return 'Major outage';
  if (status === 'degraded' && monitors.every((monitor) => monitor.status !== 'degraded')) return 'Active incident';
  return sentences[status];
}

function monitorItem({ label, url, status, since, availability, days }: PublicMonitor): Markup {
  const figure = availability === null ? 'no data' : `${percentOf(availability)} available`;
  const state = html`<b class="${status}">${words[status]}</b>`;
  const from = status === 'down' ? html` <span class="mute">since ${time(since)}</span>` : null;
  return html`<li>
    <div class="row">
      <b>${url ? html`<a href="${url}" rel="noreferrer nofollow">${label}</a>` : label}</b>
      ${from ? html`<span>${state}${from}</span>` : state}
    </div>
    ${dayBar(days)}
    <div class="axis">${figure}</div>
  </li>`;
}

function incidentItem({ title, state, startsAt, resolvedAt, affected, messages }: PublicIncident): Markup {
  const said = messages.map(
    (message) =>
      html`<p class="msg">
        <span class="s">${capital(message.state)}</span> ${time(message.postedAt)}<br /><span class="said"
          >${message.body}</span
        >
      </p>`,
  );
  const end = resolvedAt ? html` until ${time(resolvedAt)}` : null;
  const about = affected.length > 0 ? html`<div class="mute">Affects ${affected.join(', ')}</div>` : null;
  return html`<li>
    <h3>${title}</h3>
    <div class="mute">${capital(state)}, since ${time(startsAt)}${end}</div>
    ${about}${said}
  </li>`;
}

const section = (id: string, title: string, items: readonly Markup[]): Markup | null =>
  items.length === 0
    ? null
    : html`<section aria-labelledby="${id}">
        <h2 id="${id}">${title}</h2>
        <ul class="card">
          ${items}
        </ul>
      </section>`;

const key = (kind: string, word: string): Markup =>
  html`<li>
    <svg viewBox="0 0 10 10" aria-hidden="true"><path class="${kind}" d="M0 5h10" /></svg>${word}
  </li>`;

/** The whole page. No script; times in UTC, as the visitor's time zone is unknown. */
export function renderPage(summary: StatusSummary, { path, hasLogo }: { path: string; hasLogo: boolean }): string {
  const { title, description, groups, incidents, outages, maintenance, generatedAt } = summary;
  const posted = Object.groupBy(incidents, (incident) => phaseOf(incident, generatedAt));
  const openOutages = outages.filter(({ until }) => until === null);
  const pastOutages = outages.filter(({ until }) => until !== null);
  const current = [
    ...(posted.now ?? []).map(incidentItem),
    ...openOutages.map(
      ({ label, from }) =>
        html`<li>
          <h3>${label} is down</h3>
          <div class="mute">Since ${time(from)}</div>
        </li>`,
    ),
  ];
  const past = [
    ...(posted.past ?? []).map(incidentItem),
    ...pastOutages.map(
      ({ label, from, until }) =>
        html`<li>
          <h3>${label} was down</h3>
          <div class="mute">${time(from)} to ${time(until ?? from)}</div>
        </li>`,
    ),
  ];
  const planned = [
    ...(posted.planned ?? []).map(incidentItem),
    ...maintenance.map(
      ({ from, until, affected }) =>
        html`<li>
          <h3>${affected.join(', ')}</h3>
          <div class="mute">${time(from)} to ${time(until)}</div>
        </li>`,
    ),
  ];
  const body = html`<header>
      ${hasLogo ? html`<img src="${path}/logo" alt="" />` : null}
      <h1>${title}</h1>
      ${description ? html`<p>${description}</p>` : null}
    </header>
    <main>
      <p class="state b-${summary.status}">${sentenceOf(summary)}<small>as of ${time(generatedAt)}</small></p>
      ${section('now', 'Active incidents', current)}${groups.map(({ name, monitors }, index) => section(`g${index}`, name, monitors.map(monitorItem)) ?? html``)}
      <ul class="key" aria-label="Bar colors">
        ${[key('u', 'No outage'), key('p', 'Minor outage'), key('d', 'Major outage (over 2% of the day)'), key('n', 'No data')]}
      </ul>
      ${section('planned', 'Scheduled maintenance', planned)}
      <section aria-labelledby="past">
        <h2 id="past">Past 14 days</h2>
        ${
          past.length > 0
            ? html`<ul class="card">
                ${past}
              </ul>`
            : html`<p class="lead">No incidents.</p>`
        }
      </section>
    </main>
    <footer>
      <a href="${path}/feed.atom">Atom</a><a href="${path}/feed.rss">RSS</a><a href="${path}/summary.json">JSON</a>All
      times are in UTC.
    </footer>`;
  const head = html`<link rel="alternate" type="application/atom+xml" href="${path}/feed.atom" /><link
      rel="alternate"
      type="application/rss+xml"
      href="${path}/feed.rss"
    />`;
  return frame(title, body, head);
}

/** The password form of a page, which reveals only its title. */
export const renderLogin = (path: string, title: string, sentence: string | null): string =>
  frame(
    title,
    html`<header>
        <h1>${title}</h1>
        <p>This page is password-protected.</p>
      </header>
      <main>
        <form method="post" action="${path === '' ? '/' : path}">
          ${sentence ? html`<p class="wrong" role="alert">${sentence}</p>` : null}<label for="password">Password</label
          ><input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            maxlength="200"
          /><button>Show page</button>
        </form>
      </main>`,
  );

export const renderMissing = (): string =>
  frame(
    'Status page not found',
    html`<header>
        <h1>Status page not found</h1>
        <p>It may have moved or is not published. Check the URL.</p>
      </header>
      <main></main>`,
  );
