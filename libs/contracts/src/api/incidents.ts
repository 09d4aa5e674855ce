import { z } from 'zod';
import { failureReason } from '../check.js';
import { booleanParameter, pageOf, pageParameters, timeParameter } from './paging.js';

/** What windows of one incident have in common. */
export const incidentCauseKinds = [
  'host',
  'address',
  'network',
  'certificate',
  'cdn',
  'redirect',
  'thirdParty',
  'location',
] as const;
export const incidentCauseKind = z.enum(incidentCauseKinds).meta({ id: 'IncidentCauseKind', example: 'address' });
export type IncidentCauseKind = z.infer<typeof incidentCauseKind>;

export const incidentShare = z.object({ kind: incidentCauseKind, value: z.string() });
export type IncidentShare = z.infer<typeof incidentShare>;

const person = z.string().trim().min(1).max(200);
const rootCause = z.string().max(10_000).nullable();

const incidentFields = {
  id: z.uuid(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable().meta({ description: 'When its last downtime window ended; null: ongoing.' }),
  durationSeconds: z.number().min(0),
  /** What all of its windows have in common and that says most; null: one window, or nothing. */
  cause: incidentShare.nullable(),
  windowCount: z.int().min(1),
  openWindowCount: z.int().min(0),
  monitorCount: z.int().min(1),
  monitors: z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .meta({ description: 'The first five by the time at which they went down.' }),
  suggestedRootCause: z.string().nullable(),
  rootCause,
  owner: z.string().nullable(),
  acknowledgedAt: z.iso.datetime().nullable(),
  acknowledgedBy: z.string().nullable(),
};

const exampleOfList = {
  id: '3f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
  startedAt: '2026-01-31T12:00:00.000Z',
  endedAt: null,
  durationSeconds: 240,
  cause: { kind: 'address', value: '192.0.2.8' },
  windowCount: 3,
  openWindowCount: 3,
  monitorCount: 3,
  monitors: [{ id: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c', name: 'Shop' }],
  suggestedRootCause: 'Nothing answers at 192.0.2.8',
  rootCause: null,
  owner: 'Kim',
  acknowledgedAt: '2026-01-31T12:02:00.000Z',
  acknowledgedBy: 'Kim',
};

/** Downtime windows that have one cause. */
export const incidentSummary = z.object(incidentFields).meta({ id: 'IncidentSummary', example: exampleOfList });
export type IncidentSummary = z.infer<typeof incidentSummary>;

export const incidentPage = pageOf(incidentSummary).meta({
  id: 'IncidentPage',
  example: { items: [exampleOfList], total: 1, page: 1, pageSize: 50 },
});

export const incidentEntryKinds = ['note', 'acknowledged', 'unacknowledged', 'owner', 'joined', 'split'] as const;

export const incidentEntry = z
  .object({
    at: z.iso.datetime(),
    kind: z.enum(incidentEntryKinds),
    author: z.string(),
    text: z.string(),
  })
  .meta({
    id: 'IncidentEntry',
    example: { at: '2026-01-31T12:02:00.000Z', kind: 'note', author: 'Kim', text: 'The host does not answer to ping.' },
  });
export type IncidentEntry = z.infer<typeof incidentEntry>;

const earlierIncident = z.object({
  id: z.uuid(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  monitorName: z.string(),
  sentence: z.string(),
  rootCause,
});
export type EarlierIncident = z.infer<typeof earlierIncident>;

export const incident = z
  .object({
    ...incidentFields,
    scope: z.string().meta({ description: 'Which monitors it is about, and how many others are fine.' }),
    entries: z.array(incidentEntry).meta({ description: 'The newest 200 that people wrote or did, oldest first.' }),
    statusPages: z.array(z.object({ id: z.uuid(), title: z.string() })),
    earlier: z
      .array(earlierIncident)
      .meta({ description: 'Up to five earlier ones that began with the same failure, and what was the cause then.' }),
  })
  .meta({
    id: 'Incident',
    example: {
      ...exampleOfList,
      scope: '3 monitors on 192.0.2.8; 12 others there are fine',
      entries: [z.globalRegistry.get(incidentEntry)?.example],
      statusPages: [],
      earlier: [],
    },
  });
export type IncidentResponse = z.infer<typeof incident>;

/** A downtime window in the list of an incident's. */
export const incidentWindow = z
  .object({
    id: z.uuid(),
    monitorId: z.uuid(),
    monitorName: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    openedAt: z.iso.datetime(),
    reasons: z.array(failureReason),
    sentence: z.string().meta({ description: 'The best that is known about its cause.' }),
    addedBy: z.string().nullable().meta({ description: 'Who put it there; null: its cause is shared.' }),
  })
  .meta({
    id: 'IncidentWindow',
    example: {
      id: '0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a',
      monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      monitorName: 'Shop',
      startedAt: '2026-01-31T12:00:00.000Z',
      endedAt: null,
      openedAt: '2026-01-31T12:00:10.000Z',
      reasons: ['refused'],
      sentence: 'Nothing answers at 192.0.2.8',
      addedBy: null,
    },
  });
export type IncidentWindow = z.infer<typeof incidentWindow>;
export const incidentWindowPage = pageOf(incidentWindow).meta({
  id: 'IncidentWindowPage',
  example: { items: [z.globalRegistry.get(incidentWindow)?.example], total: 1, page: 1, pageSize: 50 },
});
export const listIncidentWindowsQuery = z.strictObject(pageParameters);
export type ListIncidentWindowsQuery = z.output<typeof listIncidentWindowsQuery>;

export const listIncidentsQuery = z.strictObject({
  open: booleanParameter.optional().meta({ description: 'true: only ongoing ones; false: only ended ones.' }),
  from: timeParameter.optional().meta({ description: 'Only incidents that end after this time or are ongoing.' }),
  to: timeParameter.optional().meta({ description: 'Only incidents that started before this time.' }),
  tag: z.string().min(1).max(64).optional().meta({ description: 'Incidents of monitors with this tag.' }),
  cause: incidentCauseKind.optional().meta({ description: 'Incidents whose windows share this.' }),
  hasRootCause: booleanParameter.optional().meta({ description: 'Whether its root cause has been written.' }),
  minSeconds: z.coerce.number().int().min(0).max(1_000_000_000).optional().meta({ description: 'How long it lasted.' }),
  q: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'A part of the name or URL of a monitor, or of what is known about the cause.' }),
  monitorId: z.uuid().optional(),
  windowId: z.uuid().optional().meta({ description: 'The incident of this downtime window.' }),
  ...pageParameters,
});
export type ListIncidentsQuery = z.output<typeof listIncidentsQuery>;

export const updateIncident = z
  .strictObject({ rootCause, owner: person.nullable() })
  .partial()
  .meta({ id: 'UpdateIncident', example: { rootCause: 'The power supply of the host failed.', owner: 'Kim' } });
export type UpdateIncident = z.output<typeof updateIncident>;

export const acknowledgeIncident = z
  .strictObject({ isAcknowledged: z.boolean().default(true) })
  .meta({ id: 'AcknowledgeIncident', example: { isAcknowledged: true } });
export type AcknowledgeIncident = z.output<typeof acknowledgeIncident>;

export const addIncidentNote = z
  .strictObject({ text: z.string().trim().min(1).max(10_000) })
  .meta({ id: 'AddIncidentNote', example: { text: 'The host does not answer to ping.' } });
export type AddIncidentNote = z.output<typeof addIncidentNote>;

const MAX_MOVED_WINDOWS = 1_000;
export const joinIncidents = z
  .strictObject({ incidentIds: z.array(z.uuid()).min(1).max(100) })
  .meta({ id: 'JoinIncidents', example: { incidentIds: ['7f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c'] } });
export type JoinIncidents = z.output<typeof joinIncidents>;

export const splitIncident = z
  .strictObject({ windowIds: z.array(z.uuid()).min(1).max(MAX_MOVED_WINDOWS) })
  .meta({ id: 'SplitIncident', example: { windowIds: ['0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a'] } });
export type SplitIncident = z.output<typeof splitIncident>;
