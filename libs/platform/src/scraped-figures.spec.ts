import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DependencyLog } from './dependency-log.js';
import { createLogger } from './logging.js';
import { ScrapedFigures } from './scraped-figures.js';

describe('ScrapedFigures', () => {
  let figures: ScrapedFigures;
  let events: string[];
  const sourceThat = (name: string, read: () => Promise<void>) => ({
    name,
    read: async () => {
      events.push(`read ${name}`);
      await read();
    },
    forget: () => void events.push(`forget ${name}`),
  });

  beforeEach(() => {
    jest.useFakeTimers();
    const logger = createLogger('test', 'fatal');
    figures = new ScrapedFigures(logger, new DependencyLog(logger));
    events = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('reads once for scrapes that come together or soon after each other', async () => {
    figures.register(sourceThat('depth', () => Promise.resolve()));
    await Promise.all([figures.refresh(), figures.refresh()]);
    await jest.advanceTimersByTimeAsync(4_900);
    await figures.refresh();
    expect(events).toEqual(['read depth']);
    await jest.advanceTimersByTimeAsync(200);
    await figures.refresh();
    expect(events).toEqual(['read depth', 'read depth']);
  });

  it('forgets what cannot be read, or not in time, and reads the rest', async () => {
    figures.register(sourceThat('gone', () => Promise.reject(new Error('gone'))));
    figures.register(sourceThat('hung', () => new Promise(() => undefined)));
    figures.register(sourceThat('good', () => Promise.resolve()));
    const refreshed = figures.refresh();
    await jest.advanceTimersByTimeAsync(2_000);
    await refreshed;
    expect(events).toEqual(['read gone', 'read hung', 'read good', 'forget gone', 'forget hung']);
  });
});
