import type { Evidence, Gap, Window } from './evidence.js';
import { BACK_WITHIN_MS, expectedSlots } from './slots.js';
import { clock, type Verdict } from './verdict.js';

/** Lengths of time are told in milliseconds and added up. */
const SECONDS_OFF = 0.1;
const MAX_RESIDENT_MIB = 400;
const MEBIBYTE = 2 ** 20;

/** Outages of one cause are told in one message, and those that join it later in an update, unless they end first. */
const TELLING: Readonly<Record<'down' | 'recovered', readonly string[]>> = {
  down: ['down', 'update'],
  recovered: ['recovered'],
};

/** Each begin and each end of an outage is told once; a repetition carries the key of the first. */
export function judgeAlerts({ alerts, final }: Evidence): Verdict {
  const tells = (kind: 'down' | 'recovered', windowId: string) =>
    alerts.filter((one) => TELLING[kind].includes(one.kind) && one.windowIds.includes(windowId));
  const keysOf = (kind: 'down' | 'recovered', windowId: string): Set<string> =>
    new Set(tells(kind, windowId).map(({ key }) => key));
  const isToldAtItsEnd = (windowId: string): boolean =>
    tells('recovered', windowId).some(({ windowIds }) => windowIds.length > 1);
  const breaches: string[] = [];
  for (const { id, startedMs, endedMs } of final.windows) {
    for (const kind of endedMs === null ? (['down'] as const) : (['down', 'recovered'] as const)) {
      const count = keysOf(kind, id).size;
      if (kind === 'down' && count === 0 && isToldAtItsEnd(id)) continue;
      if (count !== 1) breaches.push(`"${kind}" of the window from ${clock(startedMs)} was told ${count} times.`);
    }
  }
  const known = new Set(final.windows.map(({ id }) => id));
  for (const { kind, windowIds, atMs } of alerts)
    if (windowIds.some((windowId) => !known.has(windowId)))
      breaches.push(`"${kind}" was told at ${clock(atMs)} of a window that is not there.`);
  const repeated = alerts.length - new Set(alerts.map(({ key }) => key)).size;
  return {
    promise: 'Each alert arrives once',
    checked: alerts.length,
    breaches,
    note: `${repeated} came again under their key`,
  };
}

/** What is missing is neither up nor down. Gaps of one monitor with one location do not overlap. */
function knownDownMs({ startedMs, endedMs }: Window, gaps: readonly Gap[]): number {
  const untilMs = endedMs ?? NaN;
  const missing = gaps.map((gap) => Math.max(0, Math.min(gap.untilMs, untilMs) - Math.max(gap.fromMs, startedMs)));
  return untilMs - startedMs - missing.reduce((sum, ms) => sum + ms, 0);
}

/** What the API counts is what there is. */
export function judgeStatistics(evidence: Evidence): Verdict {
  const { final, monitors, isSettled } = evidence;
  // Up to the pauses in the end, where the periods end.
  const periods = final.periods.map((period) => ({ ...period, untilMs: period.untilMs ?? evidence.quietFromMs }));
  const slots = [...expectedSlots({ final: { ...final, periods }, quietFromMs: Infinity }).values()];
  let mostOff = 0;
  const breaches = final.statistics.flatMap((told) => {
    const { monitorId } = told;
    const checks = final.checks.filter((check) => check.monitorId === monitorId);
    const windows = final.windows.filter((window) => window.monitorId === monitorId);
    const count = (status: string): number => checks.filter((check) => check.status === status).length;
    const conclusive = new Set(checks.filter(({ status }) => status !== 'unknown').map(({ slotMs }) => slotMs));
    const expected = slots.filter((slot) => slot.monitorId === monitorId);
    const gaps = final.gaps.filter((gap) => gap.monitorId === monitorId);
    const downSeconds = windows.reduce((sum, window) => sum + knownDownMs(window, gaps) / 1000, 0);
    const offSeconds = Math.abs(told.downSeconds - downSeconds);
    mostOff = Math.max(mostOff, offSeconds);
    const recounted: [what: string, told: number, counted: number, tolerance: number][] = [
      ['up', told.up, count('up'), 0],
      ['down', told.down, count('down'), 0],
      ['unknown', told.unknown, count('unknown'), 0],
      ['downSeconds', told.downSeconds, downSeconds, SECONDS_OFF],
    ];
    if (isSettled) {
      recounted.push(['expectedSlots', told.expectedSlots, expected.length, 0]);
      recounted.push([
        'missedSlots',
        told.missedSlots,
        expected.filter(({ slotMs }) => !conclusive.has(slotMs)).length,
        0,
      ]);
    }
    const page = monitors.find(({ id }) => id === monitorId)?.page ?? monitorId;
    return recounted
      .filter(([, says, counted, tolerance]) => !(Math.abs(says - counted) <= tolerance))
      .map(([what, says, counted]) => `${page}: ${what} is told as ${says} and is ${counted}.`);
  });
  return {
    promise: 'Statistics are a recount of the checks',
    checked: final.statistics.length,
    breaches,
    note: `down time at most ${mostOff.toFixed(3)} s off`,
  };
}

/** What "check now" answered is what is stored. */
export function judgeAnswers({ answers, final }: Evidence): Verdict {
  const answered = answers.filter(({ monitorId, result }) => result !== null && final.monitorIds.has(monitorId));
  const breaches = answered
    .filter(
      ({ monitorId, result }) =>
        !final.checks.some(
          (check) =>
            check.monitorId === monitorId &&
            Math.round(check.slotMs) === result?.slotMs &&
            check.status === result.status &&
            check.httpStatus === (result.httpStatus ?? 0),
        ),
    )
    .map(
      ({ page, result }) =>
        `"Check now" of ${page} answered ${result?.status} for ${clock(result?.slotMs ?? 0)}, and that is not stored.`,
    );
  return {
    promise: '"Check now" answers what is stored',
    checked: answered.length,
    breaches,
    note: `${answers.filter(({ result }) => result === null).length} were answered without a result`,
  };
}

export function judgeRecovery({ recoveryMs, monitors }: Evidence): Verdict {
  const seconds = recoveryMs === null ? null : (recoveryMs / 1000).toFixed(1);
  const isInTime = recoveryMs !== null && recoveryMs <= BACK_WITHIN_MS;
  return {
    promise: 'Everything goes on after the last fault',
    checked: monitors.length,
    breaches: isInTime ? [] : [`It took ${seconds ?? 'more than 120'} s until every page was checked again.`],
    note: `after ${seconds ?? '…'} s`,
  };
}

export function judgeDeadLetters({ final: { deadLetters } }: Evidence): Verdict {
  return { promise: 'No message is put aside', checked: 1, breaches: deadLetters };
}

export function judgeMemory({ residentBytes }: Evidence): Verdict {
  const services = [...residentBytes].filter(([name]) => name !== 'postgres' && name !== 'nats');
  const mebibytes = services.map(([name, bytes]) => [name, Math.round(bytes / MEBIBYTE)] as const);
  const [largest, most] = mebibytes.toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0];
  return {
    promise: `No service takes more than ${MAX_RESIDENT_MIB} MiB`,
    checked: services.length,
    breaches: mebibytes
      .filter(([, size]) => size > MAX_RESIDENT_MIB)
      .map(([name, size]) => `${name} took ${size} MiB.`),
    note: `${largest} took the most: ${most} MiB`,
  };
}
