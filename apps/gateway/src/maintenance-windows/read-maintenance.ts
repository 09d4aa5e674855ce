import {
  type CreateMaintenanceWindow,
  DAY_MS,
  type FieldProblem,
  type ListMaintenanceWindowsQuery,
  type MaintenanceWindowResponse,
  type Page,
} from '@wakeful/contracts';
import { isTimeZone, RecurrenceError } from '@wakeful/domain';
import { MaintenanceWindowEntity, nextOccurrences, type PlannedMaintenance, rowsOf } from '@wakeful/persistence';
import { IsNull } from 'typeorm';
import type { ReadContext } from '../context/context.js';
import { InvalidRequestError, NotFoundError } from '../http/request-error.js';
import { existingMonitorIds } from '../monitors/read-monitors.js';

const MAX_DURATION_MS = 366 * DAY_MS;

type MaintenanceColumns = Omit<MaintenanceWindowEntity, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'deletedAt'>;

/** @throws InvalidRequestError */
export function assertMaintenance(config: CreateMaintenanceWindow): void {
  const { allMonitors, monitorIds, tags, startsAt, endsAt, recurrence } = config;
  const problems: FieldProblem[] = [];
  const durationMs = Date.parse(endsAt) - Date.parse(startsAt);
  if (durationMs <= 0) problems.push({ path: 'endsAt', message: 'must be after startsAt' });
  if (durationMs > MAX_DURATION_MS) problems.push({ path: 'endsAt', message: 'must be within a year of startsAt' });
  if (!allMonitors && monitorIds.length === 0 && tags.length === 0) {
    problems.push({ path: 'allMonitors', message: 'must be true unless monitorIds or tags are given' });
  }
  if (recurrence && !isTimeZone(recurrence.timeZone)) {
    problems.push({ path: 'recurrence.timeZone', message: 'must be a time zone such as Europe/Berlin' });
  }
  if (problems.length > 0) throw new InvalidRequestError(problems);
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

/** One page of the maintenance windows, most recent first. */
export async function listMaintenance(
  context: ReadContext,
  { page, pageSize }: ListMaintenanceWindowsQuery,
): Promise<Page<MaintenanceWindowResponse>> {
  const [rows, total] = await context.database.getRepository(MaintenanceWindowEntity).findAndCount({
    where: { deletedAt: IsNull() },
    order: { startsAt: 'DESC', id: 'ASC' },
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  return { items: await responsesOf(context, rows), total, page, pageSize };
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
