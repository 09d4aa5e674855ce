import type { StatusSummary } from '@wakeful/contracts';
import { html, type Markup } from './html.js';

interface Entry {
  id: string;
  title: string;
  at: string;
  text: string;
}

/** Incidents and outages as entries, newest first. */
function entriesOf({ incidents, outages }: StatusSummary): Entry[] {
  const posted = incidents.map(({ id, title, state, startsAt, messages }) => ({
    id,
    title: `${title} (${state})`,
    at: messages[0]?.postedAt ?? startsAt,
    text: messages.map(({ postedAt, body }) => `${postedAt} ${body}`).join('\n'),
  }));
  const seen = outages.map(({ id, label, from, until }) => ({
    id,
    title: until ? `${label} was down` : `${label} is down`,
    at: until ?? from,
    text: until ? `From ${from} to ${until}.` : `Since ${from}.`,
  }));
  return [...posted, ...seen].sort((a, b) => b.at.localeCompare(a.at));
}

const xml = (body: Markup): string => `<?xml version="1.0" encoding="utf-8"?>\n${body.text}`;

/** @param url the page's URL */
export function renderAtom(summary: StatusSummary, url: string): string {
  const entries = entriesOf(summary);
  const items = entries.map(
    ({ id, title, at, text }) =>
      html`<entry
        ><id>urn:uuid:${id}</id><title>${title}</title><updated>${at}</updated><link href="${url}" /><content
          type="text"
          >${text}</content
        ></entry
      >`,
  );
  return xml(
    html`<feed xmlns="http://www.w3.org/2005/Atom"
      ><id>${url}</id><title>${summary.title}</title><author><name>${summary.title}</name></author
      ><updated>${entries[0]?.at ?? summary.generatedAt}</updated><link href="${url}" /><link
        rel="self"
        href="${url}/feed.atom"
      />${items}</feed
    >`,
  );
}

/** @param url the page's URL */
export function renderRss(summary: StatusSummary, url: string): string {
  const items = entriesOf(summary).map(
    ({ id, title, at, text }) =>
      html`<item><guid isPermaLink="false">urn:uuid:${id}</guid><title>${title}</title><link>${url}</link><pubDate>${new Date(at).toUTCString()}</pubDate><description>${text}</description></item>`,
  );
  return xml(
    html`<rss version="2.0"><channel><title>${summary.title}</title><link>${url}</link><description>${summary.description || summary.title}</description>${items}</channel></rss>`,
  );
}
