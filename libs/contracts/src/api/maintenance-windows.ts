import { z } from 'zod';
import { monitorTags } from '../monitor.js';
import { nameText } from '../name-text.js';
import { pageOf, pageParameters, timeParameter } from './paging.js';

/** The parts of RFC 5545 that name days; the time of day is that of the first occurrence. */
const RULE =
  /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(INTERVAL|COUNT|UNTIL|BYDAY|BYMONTH|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYSETPOS|WKST)=[A-Z0-9,+-]+)*$/;

const recurrence = z
  .strictObject({
    rrule: z
      .string()
      .max(500)
      .regex(RULE, 'must be a rule such as "FREQ=WEEKLY;BYDAY=SU", at most once per day, without times of day'),
    timeZone: z.string().min(1).max(64),
  })
  .meta({ id: 'Recurrence', example: { rrule: 'FREQ=WEEKLY;BYDAY=SU', timeZone: 'Europe/Berlin' } });
export type Recurrence = z.infer<typeof recurrence>;

const maintenanceFields = {
  name: nameText(200),
  description: z.string().max(2000),
  allMonitors: z.boolean(),
  monitorIds: z.array(z.uuid()).max(10_000),
  tags: monitorTags,
  startsAt: timeParameter.meta({ description: 'The start, or the start of the first occurrence.' }),
  endsAt: timeParameter.meta({ description: 'The end, or the end of the first occurrence.' }),
  recurrence: recurrence
    .nullable()
    .meta({ description: 'The recurrence, in the local time of a time zone; null: it does not repeat.' }),
};

export const createMaintenanceWindow = z
  .strictObject({
    ...maintenanceFields,
    description: maintenanceFields.description.default(''),
    allMonitors: maintenanceFields.allMonitors.default(false),
    monitorIds: maintenanceFields.monitorIds.default([]),
    tags: maintenanceFields.tags.default([]),
    recurrence: maintenanceFields.recurrence.default(null),
  })
  .meta({
    id: 'CreateMaintenanceWindow',
    example: {
      name: 'Database updates',
      tags: ['production'],
      startsAt: '2026-02-01T02:00:00+01:00',
      endsAt: '2026-02-01T04:00:00+01:00',
      recurrence: { rrule: 'FREQ=MONTHLY;BYDAY=1SU', timeZone: 'Europe/Berlin' },
    },
  });
export type CreateMaintenanceWindow = z.output<typeof createMaintenanceWindow>;

export const updateMaintenanceWindow = z
  .strictObject(maintenanceFields)
  .partial()
  .meta({ id: 'UpdateMaintenanceWindow', example: { endsAt: '2026-02-01T05:00:00+01:00' } });
export type UpdateMaintenanceWindow = z.output<typeof updateMaintenanceWindow>;

const occurrence = z.object({ from: z.iso.datetime(), until: z.iso.datetime() });

/** When a window would take place, before it is saved. */
export const previewMaintenance = z
  .strictObject({
    startsAt: maintenanceFields.startsAt,
    endsAt: maintenanceFields.endsAt,
    recurrence: maintenanceFields.recurrence.default(null),
  })
  .meta({
    id: 'PreviewMaintenance',
    example: {
      startsAt: '2026-02-01T02:00:00+01:00',
      endsAt: '2026-02-01T04:00:00+01:00',
      recurrence: { rrule: 'FREQ=WEEKLY;BYDAY=MO,TH', timeZone: 'Europe/Berlin' },
    },
  });
export type PreviewMaintenance = z.output<typeof previewMaintenance>;

export const maintenancePreview = z
  .object({
    occurrences: z.array(occurrence).max(3).meta({ description: 'The current and next occurrences, at most three.' }),
  })
  .meta({
    id: 'MaintenancePreview',
    example: { occurrences: [{ from: '2026-02-02T01:00:00.000Z', until: '2026-02-02T03:00:00.000Z' }] },
  });
export type MaintenancePreview = z.infer<typeof maintenancePreview>;

export const maintenanceWindow = z
  .object({
    id: z.uuid(),
    ...maintenanceFields,
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    active: z.boolean().meta({ description: 'Whether it is currently active.' }),
    next: occurrence.nullable().meta({ description: 'The current or next occurrence; null if there is none.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int().min(1),
  })
  .meta({
    id: 'MaintenanceWindow',
    example: {
      id: '2b0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      name: 'Database updates',
      description: '',
      allMonitors: false,
      monitorIds: [],
      tags: ['production'],
      startsAt: '2026-02-01T01:00:00.000Z',
      endsAt: '2026-02-01T03:00:00.000Z',
      recurrence: { rrule: 'FREQ=MONTHLY;BYDAY=1SU', timeZone: 'Europe/Berlin' },
      active: false,
      next: { from: '2026-02-01T01:00:00.000Z', until: '2026-02-01T03:00:00.000Z' },
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      version: 1,
    },
  });
export type MaintenanceWindowResponse = z.infer<typeof maintenanceWindow>;

export const maintenanceWindowPage = pageOf(maintenanceWindow).meta({
  id: 'MaintenanceWindowPage',
  example: { items: [z.globalRegistry.get(maintenanceWindow)?.example], total: 1, page: 1, pageSize: 50 },
});

export const listMaintenanceWindowsQuery = z.strictObject(pageParameters);
export type ListMaintenanceWindowsQuery = z.output<typeof listMaintenanceWindowsQuery>;
