import { JUDGING } from '../surroundings/fleet.js';
import type { Evidence, StoredCheck, Window } from './evidence.js';
import { matchRequests, type Requests } from './requests.js';
import { isNear } from './slots.js';
import { clock, type Verdict } from './verdict.js';

/** A check's time is rounded to milliseconds when it is stored. */
const ROUNDING_MS = 2;
/** From a change of the page to the next check of it, next to the interval: the time that a probe waits for its turn. */
const TURN_MS = 3_000;

type ExpectedWindow = Pick<Window, 'startedMs' | 'endedMs' | 'affectedChecks'>;

/**
 * What windows there must be, told by a few lines of its own from what the page answered: an outage begins with the first of
 * 1 + confirmations failures in a row, of which each is within two intervals of the one before, and ends with the first of
 * 1 + recovery confirmations good checks in a row.
 */
function windowsOf(checks: readonly StoredCheck[], matched: Requests, intervalMs: number): ExpectedWindow[] {
  const windows: ExpectedWindow[] = [];
  let bad: StoredCheck[] = [];
  let good: StoredCheck[] = [];
  let isOpen = false;
  for (const check of checks) {
    const request = matched.get(check);
    if (!request || check.status === 'unknown') continue;
    if (!request.isGood) {
      good = [];
      if (!isOpen && check.slotMs - (bad.at(-1)?.slotMs ?? check.slotMs) > 2 * intervalMs) bad = [];
      bad.push(check);
      isOpen ||= bad.length > JUDGING.confirmations;
      continue;
    }
    good.push(check);
    if (isOpen && good.length <= JUDGING.recoveryConfirmations) continue;
    if (isOpen)
      windows.push({
        startedMs: bad[0]?.startedMs ?? NaN,
        endedMs: good[0]?.startedMs ?? NaN,
        affectedChecks: bad.length,
      });
    bad = [];
    good = [];
    isOpen = false;
  }
  if (isOpen) windows.push({ startedMs: bad[0]?.startedMs ?? NaN, endedMs: null, affectedChecks: bad.length });
  return windows;
}

const isSame = (a: ExpectedWindow, b: ExpectedWindow): boolean =>
  Math.abs(a.startedMs - b.startedMs) <= ROUNDING_MS &&
  Math.abs((a.endedMs ?? 0) - (b.endedMs ?? 0)) <= ROUNDING_MS &&
  a.affectedChecks === b.affectedChecks;

const describe = ({ startedMs, endedMs, affectedChecks }: ExpectedWindow): string =>
  `${clock(startedMs)} to ${endedMs === null ? 'now' : clock(endedMs)} with ${affectedChecks} failed checks`;

/** Windows are what the page answered, and the outages that were planned. */
export function judgeWindows(evidence: Evidence): Verdict[] {
  const { final, monitors, outages, faults } = evidence;
  const { matched } = matchRequests(evidence);
  const inexact: string[] = [];
  const unplanned: string[] = [];
  const errorsMs: number[] = [];
  let unseen = 0;
  for (const { id, page, intervalMs } of monitors.filter((one) => final.monitorIds.has(one.id))) {
    const windows = final.windows.filter(({ monitorId }) => monitorId === id);
    const expected = windowsOf(
      final.checks.filter(({ monitorId }) => monitorId === id),
      matched,
      intervalMs,
    );
    for (const window of windows.filter((one) => !expected.some((other) => isSame(one, other))))
      inexact.push(`${page} has a window from ${describe(window)}, which the page's answers do not give.`);
    for (const window of expected.filter((one) => !windows.some((other) => isSame(one, other))))
      inexact.push(`${page} has no window from ${describe(window)}.`);

    const planned = outages.filter((outage) => outage.page === page);
    for (const window of windows) {
      const outage = planned.find(
        ({ fromMs, untilMs }) => window.startedMs >= fromMs - TURN_MS && window.startedMs <= untilMs + TURN_MS,
      );
      if (!outage) {
        unplanned.push(`${page} was down from ${describe(window)}, and no outage was planned.`);
        continue;
      }
      for (const [edge, atMs, plannedMs] of [
        ['begin', window.startedMs, outage.fromMs],
        ['end', window.endedMs ?? Infinity, outage.untilMs],
      ] as const) {
        const errorMs = atMs - plannedMs;
        errorsMs.push(errorMs);
        const isExplained = errorMs <= intervalMs + TURN_MS || isNear(faults, plannedMs) || isNear(faults, atMs);
        if (!isExplained)
          unplanned.push(`${page}: the ${edge} of the window from ${describe(window)} is ${errorMs} ms late.`);
      }
    }
    for (const outage of planned)
      if (
        !windows.some(({ startedMs }) => startedMs >= outage.fromMs - TURN_MS && startedMs <= outage.untilMs + TURN_MS)
      )
        unseen++;
  }
  const sorted = errorsMs.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1000).toFixed(1)} s`;
  return [
    {
      promise: 'Windows are exactly what the pages answered',
      checked: final.windows.length,
      breaches: inexact,
    },
    {
      promise: 'Windows are the planned outages',
      checked: outages.length,
      breaches: unplanned,
      note: `edges later than the page by ${at(0.5)} (median), ${at(1)} (most); ${unseen} outages were not seen often enough`,
    },
  ];
}
