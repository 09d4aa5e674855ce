import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { PublicMonitor, StatusSummary } from '@wakeful/contracts';
import { renderAtom, renderRss } from './render-feeds.js';
import { PAGE_POLICY, percentOf, renderLogin, renderMissing, renderPage } from './render-page.js';

const HOSTILE = '"><script>alert(1)</script>';
const AT = '2026-01-31T12:00:00.000Z';

/** Changes its state as often as is possible, which makes the longest bar. */
const monitor = (number: number): PublicMonitor => ({
  id: `5f0c8a4e-8f0b-4b57-9a3c-${String(number).padStart(12, '0')}`,
  label: `Service ${number}`,
  url: null,
  status: number === 1 ? 'down' : 'operational',
  since: AT,
  availability: 0.99954,
  coverage: 1,
  days: Array.from({ length: 90 }, (_, day) => ({
    date: '2026-01-01',
    availability: day < 12 ? null : day % 7 === number % 7 ? 0.99 : 1,
    coverage: day < 12 ? null : 1,
    downSeconds: day % 7 === number % 7 ? 864 : 0,
  })),
});

const summary: StatusSummary = {
  slug: 'shop',
  title: HOSTILE,
  description: 'How our shop is doing.',
  status: 'down',
  generatedAt: AT,
  groups: [
    { name: 'Shop', monitors: Array.from({ length: 4 }, (_, number) => monitor(number + 1)) },
    { name: HOSTILE, monitors: Array.from({ length: 96 }, (_, number) => monitor(number + 5)) },
  ],
  incidents: [
    {
      id: '4b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      title: HOSTILE,
      state: 'investigating',
      startsAt: AT,
      resolvedAt: null,
      affected: ['Service 1'],
      messages: [{ state: 'investigating', body: HOSTILE, postedAt: AT }],
    },
  ],
  outages: [
    { id: '6b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c', label: 'Service 1', from: AT, until: null },
    { id: '7b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c', label: 'Service 2', from: AT, until: '2026-01-31T12:10:00.000Z' },
  ],
  maintenance: [{ from: AT, until: AT, affected: ['Service 3'] }],
};

describe('renderPage', () => {
  const page = renderPage(summary, { path: '/status/shop', hasLogo: true });

  it('has no script and less than 50 KB with 100 monitors, also with many changes', () => {
    expect(page).not.toContain('<script');
    expect(Buffer.byteLength(page)).toBeLessThan(50_000);
    expect(page).toContain('Partial outage');
  });

  it('says that an incident is open of which the checks know nothing', () => {
    const groups = [{ name: 'Shop', monitors: [monitor(2)] }];
    const told = renderPage({ ...summary, status: 'degraded', groups }, { path: '', hasLogo: false });
    expect(told).toContain('Active incident');
  });

  it('has its parts next to it, wherever it is', () => {
    const links = (text: string) => [...text.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, link]) => link);
    const parts = ['/feed.atom', '/feed.rss', '/logo', '/feed.atom', '/feed.rss', '/summary.json'];
    expect(links(page)).toEqual(parts.map((part) => `/status/shop${part}`));
    expect(links(renderPage(summary, { path: '', hasLogo: true }))).toEqual(parts);
    expect(links(renderLogin('', 'Shop', null))).toEqual(['/']);
  });

  it('has exactly the style that its policy allows', () => {
    for (const text of [page, renderLogin('', 'Shop', null), renderMissing()]) {
      const [, style = ''] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
      expect(PAGE_POLICY).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    }
  });

  it('has landmarks, headings and times in UTC', () => {
    for (const part of ['<header>', '<main>', '<footer>', '<h1>', '<h2 id="now">', `<time datetime="${AT}">`]) {
      expect(page).toContain(part);
    }
    expect(page).toContain('2026-01-31 12:00 UTC');
    expect(PAGE_POLICY).not.toMatch(/unsafe|script-src/);
  });

  it('never rounds an outage away', () => {
    expect([percentOf(1), percentOf(0.999999), percentOf(0.5)]).toEqual(['100%', '99.999%', '50.000%']);
  });

  it('escapes in the other pages and in the feeds too', () => {
    const url = 'http://localhost:3000/status/shop';
    for (const text of [
      renderLogin('/status/shop', HOSTILE, HOSTILE),
      renderMissing(),
      renderAtom(summary, url),
      renderRss(summary, url),
    ]) {
      expect(text).not.toContain('<script');
    }
  });
});
