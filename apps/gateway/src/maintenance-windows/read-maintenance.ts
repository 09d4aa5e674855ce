import {
  type CreateMaintenanceWindow,
  DAY_MS,
  type FieldProblem,
  type ListMaintenanceWindowsQuery,
  type MaintenancePreview,
  type MaintenanceWindowResponse,
  type Page,
  type PreviewMaintenance,
} from '@wakeful/contracts';
import { firstOccurrences, isTimeZone, overlapsItself, RecurrenceError } from '@wakeful/domain';
import {
  MaintenanceWindowEntity,
  maintenanceWindowPages,
  nextOccurrences,
  type PlannedMaintenance,
  readPage,
  rowsOf,
} from '@wakeful/persistence';
import { In, IsNull } from 'typeorm';
import type { ReadContext } from '../context/context.js';
import { InvalidRequestError, NotFoundError } from '../http/request-error.js';
import { existingMonitorIds } from '../monitors/read-monitors.js';

const MAX_DURATION_MS = 366 * DAY_MS;

type MaintenanceColumns = Omit<MaintenanceWindowEntity, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'deletedAt'>;

const SHOWN_OCCURRENCES = 3;

function timeProblems({ startsAt, endsAt, recurrence }: PreviewMaintenance): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const [startsMs, endsMs] = [Date.parse(startsAt), Date.parse(endsAt)];
  if (endsMs <= startsMs) problems.push({ path: 'endsAt', message: 'must be after startsAt' });
  if (endsMs - startsMs > MAX_DURATION_MS) {
    problems.push({ path: 'endsAt', message: 'must be within a year of startsAt' });
  }
  if (recurrence && !isTimeZone(recurrence.timeZone)) {
    problems.push({ path: 'recurrence.timeZone', message: 'must be a time zone such as Europe/Berlin' });
  }
  if (problems.length > 0) return problems;
  if (withoutRuleErrors(() => overlapsItself({ startsMs, endsMs, recurrence }))) {
    problems.push({ path: 'endsAt', message: 'must be before the next occurrence begins' });
  }
  return problems;
}

function withoutRuleErrors<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    return blameRule(error);
  }
}

/** @throws InvalidRequestError */
export function assertMaintenance(config: CreateMaintenanceWindow): void {
  const { allMonitors, monitorIds, tags } = config;
  const problems = timeProblems(config);
  if (!allMonitors && monitorIds.length === 0 && tags.length === 0) {
    problems.push({ path: 'allMonitors', message: 'must be true unless monitorIds or tags are given' });
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
}

/**
 * When a window would take place next, by the rule that also plans it.
 * @throws InvalidRequestError
 */
export function previewMaintenance(input: PreviewMaintenance, nowMs: number): MaintenancePreview {
  const problems = timeProblems(input);
  if (problems.length > 0) throw new InvalidRequestError(problems);
  const plan = {
    startsMs: Date.parse(input.startsAt),
    endsMs: Date.parse(input.endsAt),
    recurrence: input.recurrence,
  };
  const found = withoutRuleErrors(() => firstOccurrences(plan, nowMs, SHOWN_OCCURRENCES));
  return {
    occurrences: found.map(({ fromMs, untilMs }) => ({
      from: new Date(fromMs).toISOString(),
      until: new Date(untilMs).toISOString(),
    })),
  };
}

/** How a maintenance window is stored. */
export function maintenanceColumns(config: CreateMaintenanceWindow): MaintenanceColumns {
  const { recurrence, startsAt, endsAt, ...rest } = config;
  return {
    ...rest,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    rrule: recurrence?.rrule ?? null,
    timeZone: recurrence?.timeZone ?? null,
  };
}

const recurrenceOf = ({ rrule, timeZone }: Pick<MaintenanceWindowEntity, 'rrule' | 'timeZone'>) =>
  rrule !== null && timeZone !== null ? { rrule, timeZone } : null;

/** What {@link maintenanceColumns} stored. */
export function maintenanceConfigOf(row: MaintenanceWindowEntity): CreateMaintenanceWindow {
  return {
    name: row.name,
    description: row.description,
    allMonitors: row.allMonitors,
    monitorIds: row.monitorIds,
    tags: row.tags,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    recurrence: recurrenceOf(row),
  };
}

export const planOf = (id: string, columns: MaintenanceColumns): PlannedMaintenance => ({
  id,
  startsMs: columns.startsAt.getTime(),
  endsMs: columns.endsAt.getTime(),
  recurrence: recurrenceOf(columns),
});

/** Turns a rule that cannot be followed into what is wrong with the request. */
export function blameRule(error: unknown): never {
  if (!(error instanceof RecurrenceError)) throw error;
  throw new InvalidRequestError([{ path: 'recurrence.rrule', message: `is not supported: ${error.message}` }]);
}

/** The maintenance window does not exist, or no longer does. */
export class MaintenanceNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('maintenance window', id);
  }
}

/** One page of the maintenance windows: what is active or next first, then what is over, newest first. */
export async function listMaintenance(
  context: ReadContext,
  query: ListMaintenanceWindowsQuery,
): Promise<Page<MaintenanceWindowResponse>> {
  const { items, ...page } = await readPage(context.database, maintenanceWindowPages, query);
  const ids = items.map(({ id }) => id);
  const rows = await context.database.getRepository(MaintenanceWindowEntity).findBy({ id: In(ids) });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const ordered = ids.flatMap((id) => byId.get(id) ?? []);
  return { ...page, items: await responsesOf(context, ordered) };
}

/** @throws MaintenanceNotFoundError */
export async function readMaintenance(context: ReadContext, id: string): Promise<MaintenanceWindowResponse> {
  const row = await context.database.getRepository(MaintenanceWindowEntity).findOneBy({ id, deletedAt: IsNull() });
  const [response] = row ? await responsesOf(context, [row]) : [];
  if (!response) throw new MaintenanceNotFoundError(id);
  return response;
}

/** Maintenance windows as the API shows them, in the order given; without monitors that were deleted. */
async function responsesOf(
  context: ReadContext,
  rows: readonly MaintenanceWindowEntity[],
): Promise<MaintenanceWindowResponse[]> {
  const occurrences = await rowsOf(context.database, nextOccurrences, { windowIds: rows.map((row) => row.id) });
  const nextOf = new Map(occurrences.map(({ windowId, ...next }) => [windowId, next]));
  const known = await existingMonitorIds(context, [...new Set(rows.flatMap((row) => row.monitorIds))]);
  return rows.map((row) => {
    const next = nextOf.get(row.id);
    const config = maintenanceConfigOf(row);
    return {
      id: row.id,
      ...config,
      monitorIds: config.monitorIds.filter((id) => known.has(id)),
      active: next?.active ?? false,
      next: next ? { from: next.fromAt, until: next.untilAt } : null,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      version: row.version,
    };
  });
}
