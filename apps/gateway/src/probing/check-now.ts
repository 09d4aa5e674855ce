import { setTimeout as delay } from 'node:timers/promises';
import {
  type CheckNowPending,
  type CheckNowResult,
  type CreateMonitor,
  type ProbeNowReplyV1,
  probeNowReplyV1,
  probeNowV1,
  type ProbeNowV2,
  probeNowV2,
  type ProbeSpecV1,
} from '@wakeful/contracts';
import {
  columnsOf,
  databaseNow,
  isCheckStored,
  isConnectionError,
  MonitorEntity,
  probeSpecOf,
  probeSpecV1Of,
  rowsOf,
  secretsOf,
} from '@wakeful/persistence';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { checkTimingsOf } from '../checks/check-rows.js';
import { type Context, isConnectionTrouble, isNobodyThere } from '../context/context.js';
import { InvalidRequestError, RequestError } from '../http/request-error.js';
import { configOfNew, sealSecrets } from '../monitors/monitor-config.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';

/** No checker at the location could be reached. */
class CheckerUnreachableError extends RequestError {
  constructor(location: string, cause: unknown) {
    super('checker-unreachable', 503, `No checker at the location "${location}" is currently available.`, {
      cause,
    });
  }
}

/** A checker was asked and did not answer. */
class CheckerSilentError extends RequestError {
  constructor(location: string, waitedMs: number, cause: unknown) {
    super('checker-silent', 504, `The checker at the location "${location}" did not respond within ${waitedMs} ms.`, {
      cause,
    });
  }
}

/** A checker reported a failure or sent an unintelligible reply. */
class CheckerFaultError extends RequestError {
  constructor(location: string, cause: unknown) {
    super('checker-fault', 502, `The checker at the location "${location}" could not run this check.`, { cause });
  }
}

/** Beyond the timeout of the probe: the ways there and back. */
const REPLY_GRACE_MS = 5_000;
/** A client waits for the response, and a checker slot is occupied meanwhile. */
const MAX_TIMEOUT_MS = 60_000;

/** From the checker's answer until the recorder has committed: some ten milliseconds, more while Postgres is busy. */
const STORE_WAIT_MS = 3_000;
const STORE_POLL_MS = 25;
const MAX_STORE_POLL_MS = 250;
const DEFAULT_LOCATION = 'default';
const WHERE_TO_LOOK = 'Find its result at the URL in the Location header.';

type Columns = Parameters<typeof probeSpecOf>[0];

/** What came of a check that was asked for: a result that is stored, or none yet. */
type CheckNowOutcome =
  | { readonly isStored: true; readonly result: CheckNowResult }
  | { readonly isStored: false; readonly pending: CheckNowPending };

/**
 * Checks a monitor at once. The checker publishes the result, and this waits until it is stored as a manual check. What was
 * handed to a checker and is not stored within the wait is pending: it may be stored later.
 * @throws MonitorNotFoundError, CheckerUnreachableError, CheckerFaultError
 */
export async function checkMonitorNow(context: Context, id: string, asked?: string): Promise<CheckNowOutcome> {
  const monitor = await context.database.getRepository(MonitorEntity).findOneBy({ id });
  if (!monitor) throw new MonitorNotFoundError(id);
  const location = asked ?? monitor.locations[0] ?? DEFAULT_LOCATION;
  // Slots are of the database's clock, as those of the schedule.
  const scheduledAt = await databaseNow(context.database);
  const place = { monitorId: id, scheduledAt, location };
  const pending = (detail: string): CheckNowOutcome => ({ isStored: false, pending: { ...place, detail } });
  try {
    const result = await probeNow(context, id, monitor, place);
    if (await waitUntilStored(context, place)) return { isStored: true, result };
    return pending(`The check has finished (${result.status}), but its result is not stored yet. ${WHERE_TO_LOOK}`);
  } catch (error) {
    if (!(error instanceof CheckerSilentError)) throw error;
    return pending(`${error.message} It may still run the check. ${WHERE_TO_LOOK}`);
  }
}

/**
 * Checks what could become a monitor, and stores nothing.
 * @throws InvalidRequestError, CheckerUnreachableError, CheckerSilentError, CheckerFaultError
 */
export async function tryTarget(context: Context, input: CreateMonitor, location?: string): Promise<CheckNowResult> {
  const config = configOfNew(input);
  if (config.timeoutMs > MAX_TIMEOUT_MS) {
    const message = `must be at most ${MAX_TIMEOUT_MS} for a test`;
    throw new InvalidRequestError([{ path: 'timeoutMs', message }]);
  }
  const columns = columnsOf(config, sealSecrets(context, secretsOf(config)));
  const place = {
    scheduledAt: await databaseNow(context.database),
    location: location ?? config.locations[0] ?? DEFAULT_LOCATION,
  };
  return probeNow(context, null, columns, place);
}

/** Where and for when a check is asked for. */
type CheckPlace = Pick<CheckNowPending, 'scheduledAt' | 'location'>;

/** Asks a checker of a location to probe at once, and waits for what it finds. */
async function probeNow(
  context: Context,
  monitorId: string | null,
  columns: Columns,
  { scheduledAt, location }: CheckPlace,
): Promise<CheckNowResult> {
  const request: ProbeNowV2 = { location, monitorId, scheduledAt, spec: probeSpecOf(columns) };
  // The task in the words of the release before, which its checkers understand as well; null: it has none.
  const specV1 = probeSpecV1Of(columns);
  const old = specV1 && probeNowV1.schema.parse({ ...request, spec: specV1 });
  const reply = await (old
    ? askChecker(context, probeNowV1.subjectOf(old), old)
    : askChecker(context, probeNowV2.subjectOf(request), probeNowV2.schema.parse(request)));
  const result = probeNowReplyV1.safeParse(reply);
  if (!result.success) throw new CheckerFaultError(location, result.error);
  return resultOf(request, result.data);
}

/**
 * Resolves to whether a check is stored, after at most {@link STORE_WAIT_MS}. Nothing is while Postgres is unavailable.
 */
async function waitUntilStored(
  { database }: Pick<Context, 'database'>,
  check: CheckPlace & { readonly monitorId: string },
): Promise<boolean> {
  const deadlineMs = performance.now() + STORE_WAIT_MS;
  for (
    let pauseMs = STORE_POLL_MS;
    performance.now() < deadlineMs;
    pauseMs = Math.min(2 * pauseMs, MAX_STORE_POLL_MS)
  ) {
    try {
      const [row] = await rowsOf(database, isCheckStored, check);
      if (row?.isStored) return true;
    } catch (error) {
      if (!isConnectionError(error)) throw error;
    }
    await delay(pauseMs);
  }
  return false;
}

async function askChecker(
  { requests }: Pick<Context, 'requests'>,
  subject: string,
  message: { location: string; spec: Pick<ProbeSpecV1, 'timeoutMs'> },
): Promise<unknown> {
  const budgetMs = message.spec.timeoutMs + REPLY_GRACE_MS;
  try {
    return await firstValueFrom(requests.send<unknown>(subject, message).pipe(timeout(budgetMs)));
  } catch (error) {
    if (error instanceof TimeoutError) throw new CheckerSilentError(message.location, budgetMs, error);
    if (isNobodyThere(error) || isConnectionTrouble(error)) throw new CheckerUnreachableError(message.location, error);
    throw new CheckerFaultError(message.location, error);
  }
}

/** What was asked and what was answered, as a check. */
function resultOf({ scheduledAt, location }: ProbeNowV2, { startedAt, outcome }: ProbeNowReplyV1): CheckNowResult {
  const { status, reason, detail, httpStatus, timings, facts } = outcome;
  return {
    ...{ scheduledAt, startedAt, location, trigger: 'manual' },
    ...{ status, reason, detail, httpStatus, timings: checkTimingsOf(timings), facts },
  };
}
