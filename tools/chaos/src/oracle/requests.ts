import type { LoggedRequest } from '../surroundings/pages-process.js';
import type { CheckNowAnswer } from '../surroundings/people.js';
import type { Evidence, InflictedFault, StoredCheck } from './evidence.js';
import { clock, type Verdict } from './verdict.js';

/** Page and checkers share the machine's clock; what differs is how long each waits for its turn on it. */
const TURN_MS = 3_000;
/** A frozen checker's probe stays under way as long as it is frozen. */
const FROZEN_MS = 30_000;
/** A result that cannot be published is tried again for half a minute, and its check may be redelivered after that. */
const LOSABLE_MS = 90_000;
/** Probed once, once more for each scheduler that bundles it again, and once more when it is redelivered. */
const MAX_PROBES_OF_A_SLOT = 4;

/** Which request each stored check is of. */
export type Requests = ReadonlyMap<StoredCheck, LoggedRequest>;

export function matchRequests({ final, requests, monitors }: Evidence): {
  matched: Requests;
  unmatched: LoggedRequest[];
} {
  const matched = new Map<StoredCheck, LoggedRequest>();
  const unmatched: LoggedRequest[] = [];
  for (const { id, page } of monitors) {
    const open = new Set(requests.filter(({ monitor }) => monitor === page));
    const checks = final.checks.filter(({ monitorId }) => monitorId === id);
    // Those that tell their request by its mark come first, so that no other one takes it.
    for (const isMarked of [true, false]) {
      for (const check of checks.filter(({ httpStatus }) => httpStatus > 0 === isMarked)) {
        const lastMs = check.startedMs + Math.max(check.totalMs, isMarked ? 0 : FROZEN_MS) + TURN_MS;
        const request = [...open].find(
          ({ atMs, status }) =>
            atMs >= check.startedMs - TURN_MS && atMs <= lastMs && (!isMarked || status === check.httpStatus),
        );
        if (!request) continue;
        open.delete(request);
        matched.set(check, request);
      }
    }
    if (final.monitorIds.has(id)) unmatched.push(...open);
  }
  return { matched, unmatched };
}

/** What is stored happened, and what happened is stored. */
export function judgeRequests(evidence: Evidence): Verdict[] {
  const { final, monitors, answers, faults, outages } = evidence;
  const { matched, unmatched } = matchRequests(evidence);
  const pageOf = (id: string): string => monitors.find((one) => one.id === id)?.page ?? id;
  const conclusive = final.checks.filter(({ status }) => status !== 'unknown');
  const invented = conclusive.filter((check) => !matched.has(check));
  const wrong = conclusive.filter((check) => {
    const request = matched.get(check);
    return request !== undefined && request.isGood !== (check.status !== 'down');
  });

  const probes = new Map<string, number>();
  const lost: string[] = [];
  const counts = { repeated: 0, unanswered: 0, lostByFault: 0 };
  for (const request of unmatched) {
    const id = monitors.find(({ page }) => page === request.monitor)?.id ?? '';
    const slot = slotOf(request, id, final.checks);
    if (slot) {
      counts.repeated++;
      const key = `${request.monitor} ${clock(slot.slotMs)}`;
      probes.set(key, (probes.get(key) ?? 1) + 1);
    } else if (answers.some((answer) => isUnanswered(answer, request))) counts.unanswered++;
    else if (faults.some((fault) => mayHaveTaken(fault, request))) counts.lostByFault++;
    else
      lost.push(
        `${request.monitor} was asked at ${clock(request.atMs)} (${request.status}), and nothing of it is stored.`,
      );
  }
  const tooMany = [...probes].filter(([, count]) => count > MAX_PROBES_OF_A_SLOT);
  const most = Math.max(1, ...probes.values());
  return [
    {
      promise: 'Nothing is stored that did not happen',
      checked: conclusive.length,
      breaches: [
        ...invented.map(
          (check) =>
            `${pageOf(check.monitorId)} ${clock(check.slotMs)}: ${check.status} ${check.httpStatus}, which the page did not answer.`,
        ),
        ...wrong.map(
          (check) =>
            `${pageOf(check.monitorId)} ${clock(check.slotMs)} is ${check.status} with status ${check.httpStatus} after ${Math.round(check.totalMs)} ms, and the page answered otherwise.`,
        ),
      ],
      note: `${outages.length} outages`,
    },
    {
      promise: 'Every request is stored',
      checked: evidence.requests.length,
      breaches: lost,
      note: `${counts.repeated} repeated, ${counts.unanswered} of a "check now" that failed, ${counts.lostByFault} ended with what probed or kept them`,
    },
    {
      promise: 'A slot is probed again only when it is redelivered',
      checked: conclusive.length,
      breaches: tooMany.map(([slot, count]) => `${slot} was probed ${count} times.`),
      note: `at most ${most} probes of a slot`,
    },
  ];
}

/** The stored check for whose slot a request came that brought no result of its own: the newest that was due by then. */
function slotOf({ atMs }: LoggedRequest, monitorId: string, checks: readonly StoredCheck[]): StoredCheck | null {
  const before = checks.filter((check) => check.monitorId === monitorId && check.slotMs <= atMs + TURN_MS);
  const newest = before.at(-1);
  return newest && atMs - newest.slotMs < REPEAT_WITHIN_MS ? newest : null;
}
/** A check is not begun when it is older than its interval. */
const REPEAT_WITHIN_MS = 15_000;

const isUnanswered = ({ page, fromMs, untilMs, result }: CheckNowAnswer, { monitor, atMs }: LoggedRequest): boolean =>
  page === monitor && result === null && atMs >= fromMs && atMs <= untilMs + FROZEN_MS;

const mayHaveTaken = ({ mayLose, fromMs, untilMs }: InflictedFault, { atMs }: LoggedRequest): boolean =>
  mayLose && atMs <= untilMs + TURN_MS && atMs >= fromMs - LOSABLE_MS;
