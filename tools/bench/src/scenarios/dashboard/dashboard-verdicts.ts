import type { LongTask } from '../../browser/dashboard-browser.js';
import type { Durations } from '../../measuring/durations.js';
import { type Verdict, verdict } from '../scenario.js';
import type { ListTimes } from './list-requests.js';
import type { ColdStarts } from './time-cold-starts.js';
import type { UseTimes } from './time-uses.js';
import type { MemoryAt } from './watch-live.js';

const MAX_COLD_MS = 1_000;
const MAX_FILTER_MS = 200;
const MAX_MONITOR_PAGE_MS = 500;
const MAX_MEMORY_MB = 150;
const MAX_LONG_TASK_MS = 200;
const MAX_LIST_P99_MS = 50;
const UPDATES_PER_SECOND = 200;
/** Checks are due at even distances, but arrive in bundles: one more or less is at the edge of the time. */
const RATE_TOLERANCE = 0.98;
const MEBIBYTE = 1_048_576;

const ms = (value: number): string => `${value.toFixed(0)} ms`;

const durationVerdict = (figure: string, { count, medianMs, worstMs }: Durations, maxMs: number): Verdict =>
  verdict(figure, `${ms(medianMs)} in the median of ${count}, ${ms(worstMs)} at worst`, ms(maxMs), worstMs <= maxMs);

export const coldStartVerdicts = ({ browser, starts, afterLoginMs }: ColdStarts): Verdict[] => [
  durationVerdict(`first rows painted, ${browser}, nothing cached`, starts, MAX_COLD_MS),
  verdict('the same right after a login', ms(afterLoginMs), null, null),
];

export const useVerdicts = ({ byStatus, byTag, bySearch, monitorPage }: UseTimes): Verdict[] => [
  durationVerdict('filter by status: click to rows painted', byStatus, MAX_FILTER_MS),
  durationVerdict('filter by tag: last letter to rows painted', byTag, MAX_FILTER_MS),
  durationVerdict('search: last letter to rows painted', bySearch, MAX_FILTER_MS),
  durationVerdict('monitor page: click to chart painted', monitorPage, MAX_MONITOR_PAGE_MS),
];

/**
 * The private memory is judged: it is what closing the tab gives back, and holds more than the heap of JavaScript. The
 * first sample is what a user at machine speed left behind; it is reported, and the others are judged.
 */
export function memoryVerdicts([first, ...samples]: readonly MemoryAt[]): Verdict[] {
  const last = samples.at(-1);
  if (!first || !last) return [];
  const mb = (bytes: number): string => (bytes / MEBIBYTE).toFixed(0);
  const peakBytes = Math.max(...samples.map(({ privateBytes }) => privateBytes));
  const seconds = last.seconds - first.seconds;
  const perSecond = (last.updates - first.updates) / seconds;
  return [
    verdict(
      `private memory of the tab, after ${seconds.toFixed(0)} s of updates`,
      `${mb(last.privateBytes)} MB, ${mb(peakBytes)} at the peak of ${samples.length} looks, ` +
        `${mb(first.privateBytes)} before, right after the uses; heap ${mb(last.heapBytes)}; resident ${mb(last.residentBytes)}`,
      `${MAX_MEMORY_MB} MB at most`,
      peakBytes <= MAX_MEMORY_MB * MEBIBYTE,
    ),
    verdict(
      'live updates that reached it in a second',
      perSecond.toFixed(0),
      `${UPDATES_PER_SECOND}`,
      perSecond >= UPDATES_PER_SECOND * RATE_TOLERANCE,
    ),
  ];
}

export function longTaskVerdict(tasks: readonly LongTask[]): Verdict {
  const worstMs = Math.max(0, ...tasks.map(({ duration }) => duration));
  return verdict(
    'long tasks, over all of it',
    `${tasks.length} of more than 50 ms, ${ms(worstMs)} the longest`,
    `none over ${ms(MAX_LONG_TASK_MS)}`,
    worstMs <= MAX_LONG_TASK_MS,
  );
}

export const listVerdict = ({ all }: ListTimes, monitors: number): Verdict =>
  verdict(
    `GET /api/v1/monitors, 50 of ${monitors.toLocaleString('en')} with status`,
    `p99 ${all.p99Ms.toFixed(1)} ms, median ${all.medianMs.toFixed(1)} ms of ${all.count}`,
    `p99 ${ms(MAX_LIST_P99_MS)} at most`,
    all.p99Ms <= MAX_LIST_P99_MS,
  );
