import { z } from 'zod';
import { failureReason } from '../check.js';
import { debugMoment } from '../messages/debug-run.v1.js';
import { debugSessionState } from './debug-sessions.js';
import { booleanParameter, pageOf, pageParameters, timeParameter } from './paging.js';

const freeText = z.string().max(10_000).nullable();

/** What ends a downtime window. */
export const downtimeEnds = ['recovery', 'pause'] as const;
export type DowntimeEnd = (typeof downtimeEnds)[number];

const uncertaintyMs = z.int().min(0).nullable();

/** An outage: from the start of the first failing check to the start of the first good one. */
export const downtimeWindow = z
  .object({
    id: z.uuid(),
    monitorId: z.uuid(),
    monitorName: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    endedBy: z.enum(downtimeEnds).nullable().meta({
      description:
        'recovery: a check succeeded again. pause: the monitor was paused, so the actual end is unknown. null: ongoing.',
    }),
    durationSeconds: z.number().min(0),
    startedAtUncertaintyMs: uncertaintyMs.meta({
      description:
        'How much earlier it may have started: the time since the start of the last good check. About one interval, more if a ' +
        'check ran late or results are missing. null: there was no good check before.',
    }),
    endedAtUncertaintyMs: uncertaintyMs.meta({
      description:
        'How much earlier it may have ended: the time since the start of the last failed check. null: ongoing, the monitor was ' +
        'paused, or that check has been deleted by retention.',
    }),
    lastGoodAt: z.iso.datetime().nullable(),
    openedAt: z.iso.datetime(),
    reasons: z.array(failureReason),
    affectedChecks: z.int().min(0),
    /** When late results last corrected it; its former state is in the monitor's corrections. */
    correctedAt: z.iso.datetime().nullable(),
    firstFailure: z.object({
      reason: failureReason.nullable(),
      detail: z.string(),
      httpStatus: z.int().nullable(),
      facts: z.looseObject({}),
    }),
    /** What a browser's evidence points to; `rootCause` is what a person says. */
    suggestedRootCause: z.string().nullable(),
    rootCause: freeText,
    notes: freeText,
    /** The browser's visits at its start and at its end. */
    debugSessions: z.array(z.object({ id: z.uuid(), moment: debugMoment, state: debugSessionState })),
  })
  .meta({
    id: 'DowntimeWindow',
    example: {
      id: '0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a',
      monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      monitorName: 'Shop',
      startedAt: '2026-01-31T12:00:00.000Z',
      endedAt: '2026-01-31T12:04:00.000Z',
      endedBy: 'recovery',
      durationSeconds: 240,
      startedAtUncertaintyMs: 60_000,
      endedAtUncertaintyMs: 60_000,
      lastGoodAt: '2026-01-31T11:59:00.000Z',
      openedAt: '2026-01-31T12:00:10.000Z',
      reasons: ['http_status'],
      affectedChecks: 6,
      correctedAt: null,
      firstFailure: {
        reason: 'http_status',
        detail: 'HTTP 503 Service Unavailable (expected 2xx)',
        httpStatus: 503,
        facts: { address: '192.0.2.10' },
      },
      suggestedRootCause: 'Main document 503 from 192.0.2.10 in 30 ms',
      rootCause: 'The release of 12:00 did not start.',
      notes: null,
      debugSessions: [{ id: '6a1f7f0e-3b0f-4c5e-9a55-7f4f2f1c9b10', moment: 'opened', state: 'completed' }],
    },
  });
export type DowntimeWindowResponse = z.infer<typeof downtimeWindow>;

export const downtimeWindowPage = pageOf(downtimeWindow).meta({
  id: 'DowntimeWindowPage',
  example: { items: [z.globalRegistry.get(downtimeWindow)?.example], total: 1, page: 1, pageSize: 50 },
});

const correctedTimes = z.object({
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  affectedChecks: z.int().min(0),
});

export const downtimeCorrectionKinds = ['appeared', 'changed', 'reopened', 'withdrawn'] as const;

/** What results that came late made of a downtime window. `withdrawn`: there was none after all. */
export const downtimeCorrection = z
  .object({
    windowId: z.uuid(),
    correctedAt: z.iso.datetime(),
    kind: z.enum(downtimeCorrectionKinds),
    before: correctedTimes.nullable(),
    after: correctedTimes.nullable(),
  })
  .meta({
    id: 'DowntimeCorrection',
    example: {
      windowId: '0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a',
      correctedAt: '2026-01-31T12:05:00.000Z',
      kind: 'changed',
      before: { startedAt: '2026-01-31T12:01:00.000Z', endedAt: '2026-01-31T12:04:00.000Z', affectedChecks: 5 },
      after: { startedAt: '2026-01-31T12:00:00.000Z', endedAt: '2026-01-31T12:04:00.000Z', affectedChecks: 6 },
    },
  });
export type DowntimeCorrection = z.infer<typeof downtimeCorrection>;

export const downtimeCorrectionPage = pageOf(downtimeCorrection).meta({
  id: 'DowntimeCorrectionPage',
  example: { items: [z.globalRegistry.get(downtimeCorrection)?.example], total: 1, page: 1, pageSize: 50 },
});
export const listCorrectionsQuery = z.strictObject(pageParameters);
export type ListCorrectionsQuery = z.output<typeof listCorrectionsQuery>;

export const updateDowntimeWindow = z
  .strictObject({ rootCause: freeText, notes: freeText })
  .partial()
  .meta({ id: 'UpdateDowntimeWindow', example: { rootCause: 'The release of 12:00 did not start.', notes: null } });
export type UpdateDowntimeWindow = z.output<typeof updateDowntimeWindow>;

/** A time without data although checks were due: an outage within it would go unnoticed. */
export const uncheckedTime = z
  .object({
    from: z.iso.datetime(),
    until: z.iso.datetime().nullable().meta({ description: 'null: ongoing.' }),
    durationSeconds: z.number().min(0),
  })
  .meta({
    id: 'UncheckedTime',
    example: { from: '2026-01-31T12:00:00.000Z', until: '2026-01-31T12:05:00.000Z', durationSeconds: 300 },
  });
export type UncheckedTime = z.infer<typeof uncheckedTime>;

export const uncheckedTimePage = pageOf(uncheckedTime).meta({
  id: 'UncheckedTimePage',
  example: { items: [z.globalRegistry.get(uncheckedTime)?.example], total: 1, page: 1, pageSize: 50 },
});
export const listUncheckedTimesQuery = z.strictObject({
  from: timeParameter.optional().meta({ description: 'Defaults to 30 days before `to`.' }),
  to: timeParameter.optional().meta({ description: 'Defaults to now.' }),
  ...pageParameters,
});
export type ListUncheckedTimesQuery = z.output<typeof listUncheckedTimesQuery>;

export const monitorUncheckedTime = z
  .object({ monitorId: z.uuid(), monitorName: z.string(), ...uncheckedTime.shape })
  .meta({
    id: 'MonitorUncheckedTime',
    example: {
      monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      monitorName: 'Shop',
      from: '2026-01-31T12:00:00.000Z',
      until: '2026-01-31T12:05:00.000Z',
      durationSeconds: 300,
    },
  });
export type MonitorUncheckedTime = z.infer<typeof monitorUncheckedTime>;

export const monitorUncheckedTimePage = pageOf(monitorUncheckedTime).meta({
  id: 'MonitorUncheckedTimePage',
  example: { items: [z.globalRegistry.get(monitorUncheckedTime)?.example], total: 1, page: 1, pageSize: 50 },
});
export const listAllUncheckedTimesQuery = z.strictObject({
  from: timeParameter.optional().meta({ description: 'Defaults to 7 days before `to`, and at most 31.' }),
  to: timeParameter.optional().meta({ description: 'Defaults to now.' }),
  ...pageParameters,
});
export type ListAllUncheckedTimesQuery = z.output<typeof listAllUncheckedTimesQuery>;

const windowFilters = {
  open: booleanParameter.optional().meta({ description: 'true: only ongoing windows; false: only ended ones.' }),
  from: timeParameter.optional().meta({ description: 'Only windows that end after this time or are ongoing.' }),
  to: timeParameter.optional().meta({ description: 'Only windows that started before this time.' }),
  ...pageParameters,
};

export const listMonitorWindowsQuery = z.strictObject(windowFilters);
export const listWindowsQuery = z.strictObject({ monitorId: z.uuid().optional(), ...windowFilters });
export type ListWindowsQuery = z.output<typeof listWindowsQuery>;
