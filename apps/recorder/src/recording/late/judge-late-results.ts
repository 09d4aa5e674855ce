import {
  comparePlaces,
  judgeAgain,
  type JudgedAgain,
  type JudgedResult,
  lastPlaceOf,
  type LocatedPeriod,
  type MonitorMemory,
  type Place,
} from '@wakeful/domain';
import { databaseNowMs, type FirstFailure, loadPeriods } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { evidenceOf, extendKnowledge, messagesOf } from '../judge-results.js';
import type { MonitorRecord } from '../monitor-record.js';
import { lateJudged, lateUnjudged } from '../recording-metrics.js';
import type { KeyedResult } from '../store-checks.js';
import { type Correction, correctWindows, identify } from './correct-windows.js';
import { isJudged, pausesOf } from './judged-checks.js';
import { changesOf, type LateNews, newsOfCorrections } from './late-news.js';
import { readStoredAround, type StoredAround, type StoredCheck } from './read-stored.js';
import { readWindowsSince } from './read-windows.js';

/** Checks that are read before and after late results until their effect is determined. */
const REACHES = [16, 256, 4_096] as const;
const MAX_BETWEEN_LATE_RESULTS = 5_000;

/** A monitor of which results came late, in order. */
interface Lateness {
  readonly record: MonitorRecord;
  readonly late: readonly [KeyedResult, ...KeyedResult[]];
}

/**
 * Judges again, from the stored checks, the stretches in which results came late: the windows are what they would be
 * had every result come in order. What was already reported is not reported again: an outage that opens or ends only
 * now is news, any other change is a correction that the window and `downtime_corrections` show. Changes the late
 * monitors' records.
 */
export async function judgeLateResults(
  manager: EntityManager,
  records: ReadonlyMap<string, MonitorRecord>,
  lateResults: readonly KeyedResult[],
  nowMs: number,
): Promise<LateNews> {
  const news: LateNews = { turns: [], messages: [] };
  let waiting = latenessOf(records, lateResults);
  for (const reach of REACHES) {
    if (waiting.length === 0) break;
    const again: Lateness[] = [];
    for (const [one, stretch] of await readAround(manager, waiting, reach)) {
      const found = stretch && judgeAgain(stretch, one.record.policy);
      if (!found) again.push(one);
      else {
        const { turns, messages } = await correct(manager, one, found, stretch.results, nowMs);
        news.turns.push(...turns);
        news.messages.push(...messages);
      }
    }
    waiting = again;
  }
  for (const { late } of waiting) lateUnjudged.inc(late.length);
  return news;
}

function latenessOf(records: ReadonlyMap<string, MonitorRecord>, results: readonly KeyedResult[]): Lateness[] {
  const byMonitor = new Map<string, [KeyedResult, ...KeyedResult[]]>();
  for (const result of results.toSorted(comparePlaces)) {
    const { monitorId } = result.result;
    const record = records.get(monitorId);
    if (!record) continue;
    extendKnowledge(record, result.result, result.slotMs);
    if (makesNoDifference(record.memory, result)) continue;
    const late = byMonitor.get(monitorId);
    if (late) late.push(result);
    else byMonitor.set(monitorId, [result]);
  }
  return [...byMonitor].flatMap(([monitorId, late]) => {
    const record = records.get(monitorId);
    return record ? [{ record, late }] : [];
  });
}

/** A good result of another location in the newest slot, while nothing is wrong: by far the most of those that are late. */
const makesNoDifference = (memory: MonitorMemory, { result, slotMs }: KeyedResult): boolean =>
  slotMs === memory.lastSlotMs &&
  (result.status === 'up' || result.status === 'degraded') &&
  !memory.isWindowOpen &&
  memory.failures + memory.unknowns === 0 &&
  memory.sinceMs < slotMs;

type Stretch = Parameters<typeof judgeAgain>[0] & { readonly results: readonly StoredCheck[] };

/** The stored stretch around each monitor's late results; null when it cannot be judged from what is stored. */
async function readAround(
  manager: EntityManager,
  waiting: readonly Lateness[],
  reach: number,
): Promise<[Lateness, Stretch | null][]> {
  const stretches = waiting.map(({ record, late }) => ({
    monitorKey: record.key,
    from: late[0],
    until: late.at(-1) ?? late[0],
  }));
  const around = await readStoredAround(manager, stretches, reach, MAX_BETWEEN_LATE_RESULTS);
  const startOf = new Map(
    waiting.map(({ record }, index) => [record.id, around[index]?.checks[0]?.startedMs ?? 0] as const),
  );
  const windows = await readWindowsSince(manager, startOf);
  const slots = around.flatMap(({ checks }) => checks.map(({ slotMs }) => slotMs));
  const ids = waiting.map(({ record }) => record.id);
  // A pause behind the checks counts as well.
  const periods = await loadPeriods(
    manager,
    ids,
    minOf(slots),
    Math.max(maxOf(slots) + 1, await databaseNowMs(manager)),
  );
  return waiting.map((one, index) => {
    const stored = around[index];
    const known = windows.get(one.record.id) ?? [];
    return [one, stored ? stretchOf(one, stored, known, periods.get(one.record.id) ?? []) : null];
  });
}

const minOf = (numbers: readonly number[]): number => numbers.reduce((min, one) => Math.min(min, one), Infinity);
const maxOf = (numbers: readonly number[]): number => numbers.reduce((max, one) => Math.max(max, one), -Infinity);

const newestOf = (judged: Place | null, late: Place): Place =>
  judged !== null && comparePlaces(judged, late) > 0 ? judged : late;

function stretchOf(
  { record, late }: Lateness,
  { checks, isFromStart, isToEnd, isTooLong }: StoredAround,
  known: Stretch['known'],
  periods: readonly LocatedPeriod[],
): Stretch | null {
  if (isTooLong) return null;
  const lateUntil = late.at(-1) ?? late[0];
  const last = newestOf(lastPlaceOf(record.memory), lateUntil);
  const judged = checks.filter((check) => isJudged(check, periods));
  // What came in order with the late ones is judged after them.
  const results = judged.filter((check) => comparePlaces(check, last) <= 0);
  const startMs = results[0]?.startedMs ?? 0;
  // Its first checks have been deleted by retention.
  if (isFromStart && known.some(({ startedMs }) => startedMs < startMs)) return null;
  const isAllOfIt = isToEnd || results.length < judged.length;
  return {
    results,
    isFromStart,
    isToEnd: isAllOfIt,
    lateFrom: late[0],
    lateUntil,
    pauses: pausesOf(periods),
    known,
    remembered: record.memory,
  };
}

async function correct(
  manager: EntityManager,
  { record, late }: Lateness,
  { corrections, remembered }: JudgedAgain,
  stored: readonly StoredCheck[],
  nowMs: number,
): Promise<LateNews> {
  lateJudged.inc(late.length);
  const evidence = (first: JudgedResult): FirstFailure => evidenceAt(first, late, stored);
  const made = corrections.map((one) => identify(one, record.id, evidence));
  await correctWindows(manager, made);
  const { result: newest } = late.at(-1) ?? late[0];
  const news = newsOfCorrections(record, made, newest);
  if (remembered) {
    const changes = changesOf(record.memory, remembered.memory, record.policy, nowMs);
    remember(record, remembered, made, evidence);
    news.messages.push(...changes.flatMap((change) => messagesOf(record, newest, change)));
  }
  return news;
}

/** What is known of the check at a place: with its facts if it came just now, as those are not stored. */
function evidenceAt(first: JudgedResult, late: readonly KeyedResult[], stored: readonly StoredCheck[]): FirstFailure {
  const fresh = late.find((one) => comparePlaces(one, first) === 0);
  if (fresh) return evidenceOf(fresh.result);
  const { detail = '', httpStatus = 0, location = '' } = stored.find((one) => comparePlaces(one, first) === 0) ?? {};
  return { reason: first.reason, detail, httpStatus: httpStatus || null, location, facts: {} };
}

/** Puts what judging again remembers in place of what was remembered. */
function remember(
  record: MonitorRecord,
  { memory, firstFailure }: NonNullable<JudgedAgain['remembered']>,
  corrections: readonly Correction[],
  evidence: (first: JudgedResult) => FirstFailure,
): void {
  const open = corrections.find((one) => one.type !== 'withdrawn' && one.window.endedMs === null);
  if (!firstFailure) record.firstFailure = null;
  else if (firstFailure.startedMs !== record.memory.firstFailureMs) record.firstFailure = evidence(firstFailure);
  if (!memory.isWindowOpen) record.windowId = null;
  else if (open) record.windowId = open.id;
  record.memory = memory;
}
