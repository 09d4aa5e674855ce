import { describe, expect, it } from '@jest/globals';
import { type Bounds, type ChecksMistakes, checksModel } from './checks-model.fixture.js';
import { type Exploration, explore } from './explore.fixture.js';
import { type NewsBounds, type NewsMistakes, newsModel } from './news-model.fixture.js';

const one: Bounds = { checkers: 1, recorders: 1, crashes: 0, redeliveries: 0, rebundlings: 0 };
const TIMEOUT_MS = 120_000;

function say(what: string, { states, statesAtRest }: Exploration): void {
  process.stdout.write(`${what}: ${states} states, ${statesAtRest} of them at rest\n`);
}

describe('a check, through every order of its steps', () => {
  it.each<[what: string, bounds: Bounds]>([
    ['with a death between any two steps, and a bundle made again', { ...one, crashes: 1, rebundlings: 1 }],
    ['with two checkers, and a check that comes again while it is probed', { ...one, checkers: 2, redeliveries: 1 }],
    ['with two recorders, and a result that comes again while it is stored', { ...one, recorders: 2, redeliveries: 1 }],
  ])(
    'ends as one result or as a gap, and its windows are those of the results: %s',
    (what, bounds) => {
      const found = explore(checksModel(bounds));
      say(what, found);
      expect(found.fault).toBeNull();
      expect(found.states).toBeGreaterThan(1_000);
      expect(found.statesAtRest).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );

  it.each<[mistake: keyof ChecksMistakes, bounds: Bounds, what: string]>([
    ['advancesBeforePublishing', { ...one, crashes: 1 }, 'is missing, and nothing left it out'],
    ['acksCheckBeforePublishingResult', { ...one, crashes: 1 }, 'is missing, and nothing left it out'],
    ['acksResultBeforeCommit', { ...one, crashes: 1 }, 'was published, and nothing of it is stored'],
    ['judgesRepetitions', { ...one, crashes: 1 }, 'The windows are'],
    ['ignoresLateness', one, 'The windows are'],
    ['settlesWithoutLooking', one, 'has a result and lies in a gap'],
    ['leavesGapOfLateResult', one, 'has a result and lies in a gap'],
  ])('would not, and the search says so, if a service %s', (mistake, bounds, what) => {
    const { fault } = explore(checksModel(bounds, { [mistake]: true }));
    expect(fault?.what).toContain(what);
    expect(fault?.steps.length).toBeGreaterThan(2);
  });
});

describe('news of an outage, through every order of their steps', () => {
  const bounds: NewsBounds = { crashes: 2, redeliveries: 1, forgettings: 1 };

  it('are reported once, whatever dies and however often they come', () => {
    const found = explore(newsModel(bounds));
    say('news', found);
    expect(found.fault).toBeNull();
    expect(found.states).toBeGreaterThan(1_000);
    expect(found.statesAtRest).toBeGreaterThan(1);
  });

  it.each<[mistake: keyof NewsMistakes, what: string]>([
    ['writesOutboxAfterCommit', 'is never told'],
    ['deletesBeforePublishing', 'is never told'],
    ['acksBeforeStoring', 'is never told'],
    ['storesEveryArrival', 'is reported twice'],
  ])('would not be, and the search says so, if a service %s', (mistake, what) => {
    expect(explore(newsModel(bounds, { [mistake]: true })).fault?.what).toContain(what);
  });
});
