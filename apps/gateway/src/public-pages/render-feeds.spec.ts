import { describe, expect, it } from '@jest/globals';
import type { StatusSummary } from '@wakeful/contracts';
import { SaxesParser } from 'saxes';
import { renderAtom, renderRss } from './render-feeds.js';

const AT = '2026-01-31T12:00:00.000Z';
const URL_OF_PAGE = 'https://status.shop.example';
const incidentId = '4b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';
const outageId = '6b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';

/** All texts of elements with this name, as a strict parser of XML 1.0 reads them. */
function textsOf(xml: string): (name: string) => string[] {
  const parser = new SaxesParser({ xmlns: true });
  const open: string[] = [];
  const texts = new Map<string, string[]>();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    open.push(name);
    texts.set(name, [...(texts.get(name) ?? []), '']);
  });
  parser.on('text', (text) => {
    const own = texts.get(open.at(-1) ?? '');
    if (own) own[own.length - 1] += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return (name) => texts.get(name) ?? [];
}

const summaryOf = (text: string): StatusSummary => ({
  slug: 'shop',
  title: text,
  description: text,
  status: 'down',
  generatedAt: AT,
  groups: [],
  incidents: [
    {
      id: incidentId,
      title: text,
      state: 'investigating',
      startsAt: AT,
      resolvedAt: null,
      affected: [text],
      messages: [{ state: 'investigating', body: text, postedAt: AT }],
    },
  ],
  outages: [{ id: outageId, label: text, from: AT, until: '2026-01-31T12:10:00.000Z' }],
  maintenance: [],
});

describe('the feeds', () => {
  it.each([
    ['markup', `<b>&amp; "it's"</b> ]]>`, `<b>&amp; "it's"</b> ]]>`],
    ['control characters', 'a\u0000\u0008\u000b\u001f\ufffeb', 'ab'],
    ['emoji and other scripts', '🔥 Überfällig 工作 👩‍💻', '🔥 Überfällig 工作 👩‍💻'],
    ['half an emoji', 'a\ud83d', 'a\ufffd'],
  ])('are well-formed with %s, and say what was meant', (_what, text, read) => {
    const summary = summaryOf(text);
    const atom = textsOf(renderAtom(summary, URL_OF_PAGE));
    expect(atom('title')).toEqual([read, `${read} was down`, `${read} (investigating)`]);
    expect(atom('content')[1]).toBe(`${AT} ${read}`);
    expect(atom('id')).toEqual([URL_OF_PAGE, `urn:uuid:${outageId}`, `urn:uuid:${incidentId}`]);
    expect(atom('updated')).toEqual(['2026-01-31T12:10:00.000Z', '2026-01-31T12:10:00.000Z', AT]);
    const rss = textsOf(renderRss(summary, URL_OF_PAGE));
    expect(rss('title')).toEqual([read, `${read} was down`, `${read} (investigating)`]);
    expect(rss('description')[2]).toBe(`${AT} ${read}`);
    expect(rss('link')).toEqual([URL_OF_PAGE, URL_OF_PAGE, URL_OF_PAGE]);
    expect(rss('pubDate')[1]).toBe('Sat, 31 Jan 2026 12:00:00 GMT');
  });

  it('are well-formed when there is nothing to tell', () => {
    const nothing = { ...summaryOf('Shop'), incidents: [], outages: [] };
    expect(textsOf(renderAtom(nothing, URL_OF_PAGE))('entry')).toEqual([]);
    expect(textsOf(renderRss(nothing, URL_OF_PAGE))('item')).toEqual([]);
  });
});
