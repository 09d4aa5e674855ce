import {
  type CheckNowResult,
  type CreateMonitor,
  probeNowReplyV1,
  type ProbeNowReplyV1,
  probeNowV1,
  probeNowV2,
  type ProbeNowV2,
  type ProbeSpecV1,
} from '@wakeful/contracts';
import { columnsOf, MonitorEntity, probeSpecOf, probeSpecV1Of, secretsOf } from '@wakeful/persistence';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { checkTimingsOf } from '../checks/check-rows.js';
import type { Context } from '../context/context.js';
import { isConnectionTrouble, isNobodyThere } from '../context/nats-requests.js';
import { InvalidRequestError } from '../http/request-error.js';
import { configOfNew } from '../monitors/monitor-config.js';
import { sealSecrets } from '../monitors/monitor-secrets.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { CheckerFaultError, CheckerSilentError, CheckerUnreachableError } from './probing.errors.js';

/** Beyond the timeout of the probe: the ways there and back. */
const REPLY_GRACE_MS = 5_000;
/** Somebody waits for the answer, and a checker's place is taken meanwhile. */
const MAX_TIMEOUT_MS = 60_000;

type Columns = Parameters<typeof probeSpecOf>[0];

/**
 * Checks a monitor at once. The checker also publishes the result, so it is stored as a manual check.
 * @throws MonitorNotFoundError, CheckerUnreachableError, CheckerSilentError, CheckerFaultError
 */
export async function checkMonitorNow(context: Context, id: string, location?: string): Promise<CheckNowResult> {
  const monitor = await context.database.getRepository(MonitorEntity).findOneBy({ id });
  if (!monitor) throw new MonitorNotFoundError(id);
  return probeNow(context, id, monitor, location ?? monitor.locations[0]);
}

/**
 * Checks what could become a monitor, and stores nothing.
 * @throws InvalidRequestError, CheckerUnreachableError, CheckerSilentError, CheckerFaultError
 */
export async function tryTarget(context: Context, input: CreateMonitor, location?: string): Promise<CheckNowResult> {
  const config = configOfNew(input);
  if (config.timeoutMs > MAX_TIMEOUT_MS) {
    const message = `must be ${MAX_TIMEOUT_MS} at most to try a target`;
    throw new InvalidRequestError([{ path: 'timeoutMs', message }]);
  }
  const columns = columnsOf(config, sealSecrets(context, secretsOf(config)));
  return probeNow(context, null, columns, location ?? config.locations[0]);
}

/** Asks a checker of a location to probe at once, and waits for what it finds. */
async function probeNow(
  context: Context,
  monitorId: string | null,
  columns: Columns,
  location = 'default',
): Promise<CheckNowResult> {
  const scheduledAt = new Date().toISOString();
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
