import type { WebVitals } from '@wakeful/contracts';
import type { Page } from 'playwright';
import { z } from 'zod';
import { round } from '../capture/session-clock.js';

const MAX_HEIGHT = 10_000_000;
/** More than is kept, as secrets are hidden before the text is cut. */
const MAX_READ_CHARACTERS = 8_192;

/** A page can answer what it likes: whatever comes from it is validated as any other input. */
const pageContent = z.object({
  textCharacters: z.int().min(0),
  visibleObjects: z.int().min(0),
  height: z.number().min(0).max(MAX_HEIGHT),
  heading: z.string().max(MAX_READ_CHARACTERS),
  text: z.string().max(MAX_READ_CHARACTERS),
});
export type PageContent = z.infer<typeof pageContent>;

/** Runs in the page, where there are other types than here. */
const READ_CONTENT = `(() => {
  const root = document.documentElement;
  const objects = document.querySelectorAll('img, svg, canvas, video, iframe, object, embed, input, button, textarea');
  const isVisible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const text = (document.body?.innerText ?? '').trim();
  const headings = [...document.querySelectorAll('h1, h2, h3')].map((heading) => (heading.innerText ?? '').trim());
  return {
    textCharacters: text.length,
    text: text.replace(/\\s+/g, ' ').slice(0, ${MAX_READ_CHARACTERS}),
    heading: (headings.find((heading) => heading !== '') ?? '').slice(0, ${MAX_READ_CHARACTERS}),
    visibleObjects: [...objects].filter(isVisible).length,
    height: Math.max(root?.scrollHeight ?? 0, document.body?.scrollHeight ?? 0),
  };
})()`;

/** What a person would see of a page, in numbers. Rejects when the page answers nonsense. */
export async function readContent(page: Page): Promise<PageContent> {
  return pageContent.parse(await page.evaluate<unknown>(READ_CONTENT));
}

const milliseconds = z.number().min(0).max(Number.MAX_SAFE_INTEGER).transform(round).nullable();
const reportedVitals = z.object({
  ttfbMs: milliseconds,
  fcpMs: milliseconds,
  lcpMs: milliseconds,
  cls: z.number().min(0).max(1_000_000).nullable(),
});

/**
 * Entries that the browser has buffered since the page began. CLS is the largest session window of layout shifts: at
 * most a second between two shifts and five in all (https://web.dev/articles/cls).
 */
const READ_VITALS = `(() => {
  const entriesOf = (type) => {
    try {
      const observer = new PerformanceObserver(() => {});
      observer.observe({ type, buffered: true });
      const found = observer.takeRecords();
      observer.disconnect();
      return found;
    } catch { return null; }
  };
  const [paints, largest, shifts] = ['paint', 'largest-contentful-paint', 'layout-shift'].map(entriesOf);
  let cls = 0, windowSum = 0, windowStart = 0, last = 0;
  for (const { startTime, value, hadRecentInput } of shifts ?? []) {
    if (hadRecentInput) continue;
    const isSameWindow = windowSum > 0 && startTime - last < 1000 && startTime - windowStart < 5000;
    windowSum = isSameWindow ? windowSum + value : value;
    if (!isSameWindow) windowStart = startTime;
    last = startTime;
    cls = Math.max(cls, windowSum);
  }
  const navigation = performance.getEntriesByType('navigation')[0];
  return {
    ttfbMs: navigation ? Math.max(0, navigation.responseStart) : null,
    fcpMs: paints?.find(({ name }) => name === 'first-contentful-paint')?.startTime ?? null,
    lcpMs: largest?.at(-1)?.startTime ?? null,
    cls: shifts ? cls : null,
  };
})()`;

export const NO_VITALS: WebVitals = { ttfbMs: null, fcpMs: null, lcpMs: null, cls: null };

/** How fast the page was for a person. Rejects when the page answers nonsense. */
export async function readVitals(page: Page): Promise<WebVitals> {
  return reportedVitals.parse(await page.evaluate<unknown>(READ_VITALS));
}
