import { z } from 'zod';
import { channelSettings } from '../channel-settings.js';
import { monitorTags } from '../monitor.js';
import { nameText } from '../name-text.js';
import { booleanParameter, pageOf, pageParameters } from './paging.js';

/** The events that a channel can subscribe to. */
export const alertEvents = ['down', 'recovered', 'degraded', 'certificate', 'system', 'monitoring'] as const;
export const alertEvent = z.enum(alertEvents).meta({ id: 'AlertEvent', example: 'down' });
export type AlertEvent = z.infer<typeof alertEvent>;

const channelFields = {
  name: nameText(200),
  enabled: z.boolean(),
  settings: channelSettings,
  events: z
    .array(alertEvent)
    .max(alertEvents.length)
    .refine((all) => new Set(all).size === all.length, 'must be different'),
  allMonitors: z.boolean().meta({ description: 'Whether it covers all monitors.' }),
  monitorIds: z.array(z.uuid()).max(10_000).meta({ description: 'Monitors that it covers.' }),
  tags: monitorTags.meta({ description: 'It covers monitors with at least one of these tags.' }),
  reminderMinutes: z
    .int()
    .min(1)
    .max(10_080)
    .nullable()
    .meta({ description: 'The reminder interval during an outage; null: no reminders.' }),
  waitForDiagnosisSeconds: z
    .int()
    .min(0)
    .max(60)
    .meta({ description: "How long a down alert may wait for the browser's diagnosis." }),
  stormThreshold: z
    .int()
    .min(1)
    .max(1000)
    .meta({ description: 'When more messages than this occur within 60 seconds, they become one digest.' }),
};

export const createNotificationChannel = z
  .strictObject({
    ...channelFields,
    enabled: channelFields.enabled.default(true),
    events: channelFields.events.default(['down', 'recovered', 'degraded', 'certificate', 'system']),
    allMonitors: channelFields.allMonitors.default(true),
    monitorIds: channelFields.monitorIds.default([]),
    tags: channelFields.tags.default([]),
    reminderMinutes: channelFields.reminderMinutes.default(null),
    waitForDiagnosisSeconds: channelFields.waitForDiagnosisSeconds.default(10),
    stormThreshold: channelFields.stormThreshold.default(5),
  })
  .meta({
    id: 'CreateNotificationChannel',
    example: {
      name: 'Operations',
      settings: { type: 'slack', url: 'https://hooks.slack.com/services/T0/B0/x' },
      reminderMinutes: 60,
    },
  });
export type CreateNotificationChannel = z.output<typeof createNotificationChannel>;

export const updateNotificationChannel = z
  .strictObject(channelFields)
  .partial()
  .meta({ id: 'UpdateNotificationChannel', example: { reminderMinutes: 30, tags: ['production'] } });
export type UpdateNotificationChannel = z.output<typeof updateNotificationChannel>;

/** A channel as the API shows it: secrets are `***`. */
export const notificationChannel = z
  .object({
    id: z.uuid(),
    ...channelFields,
    settings: z.looseObject({ type: z.string() }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int().min(1),
  })
  .meta({
    id: 'NotificationChannel',
    example: {
      id: '8d0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      name: 'Operations',
      enabled: true,
      settings: { type: 'slack', url: '***', mention: '' },
      events: ['down', 'recovered', 'degraded', 'certificate', 'system'],
      allMonitors: true,
      monitorIds: [],
      tags: [],
      reminderMinutes: 60,
      waitForDiagnosisSeconds: 10,
      stormThreshold: 5,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      version: 1,
    },
  });
export type NotificationChannelResponse = z.infer<typeof notificationChannel>;

export const notificationChannelPage = pageOf(notificationChannel).meta({
  id: 'NotificationChannelPage',
  example: { items: [z.globalRegistry.get(notificationChannel)?.example], total: 1, page: 1, pageSize: 50 },
});

export const listNotificationChannelsQuery = z.strictObject(pageParameters);
export type ListNotificationChannelsQuery = z.output<typeof listNotificationChannelsQuery>;

/** Whether alerts get through: the state of each channel, and how many monitors no channel covers. */
export const alertStatus = z
  .object({
    channels: z.array(
      z.object({
        channelId: z.uuid(),
        name: z.string(),
        enabled: z.boolean(),
        state: z.enum(['unused', 'working', 'failing']).meta({
          description: 'By the newest attempt, test messages included; `unused`: nothing was sent yet.',
        }),
        waiting: z.int().min(0).meta({ description: 'Deliveries that are pending or will be retried.' }),
        lastStatus: z.int().nullable().meta({ description: 'Status of the last response (HTTP or SMTP).' }),
        lastDetail: z.string().meta({ description: 'The last response of the receiver; empty if there was none.' }),
        lastTriedAt: z.iso.datetime().nullable(),
        lastDeliveredAt: z.iso.datetime().nullable(),
      }),
    ),
    uncoveredMonitors: z.int().min(0).meta({
      description: 'Enabled monitors whose outages no enabled channel covers: their alerts reach no one.',
    }),
  })
  .meta({
    id: 'AlertStatus',
    example: {
      channels: [
        {
          channelId: '8d0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
          name: 'Operations',
          enabled: true,
          state: 'failing',
          waiting: 3,
          lastStatus: 404,
          lastDetail: 'no_service',
          lastTriedAt: '2026-01-31T12:00:20.100Z',
          lastDeliveredAt: null,
        },
      ],
      uncoveredMonitors: 2,
    },
  });
export type AlertStatus = z.infer<typeof alertStatus>;

/** The outcome of a test message. */
export const channelTestResult = z
  .object({
    delivered: z.boolean(),
    status: z.int().nullable().meta({ description: 'Status of the response (HTTP or SMTP); null if there was none.' }),
    answer: z.string().meta({ description: 'The response of the receiver, or why it could not be reached.' }),
    durationMs: z.number().min(0),
  })
  .meta({ id: 'ChannelTestResult', example: { delivered: true, status: 200, answer: 'ok', durationMs: 120.4 } });
export type ChannelTestResult = z.infer<typeof channelTestResult>;

export const deleteChannelQuery = z.strictObject({
  leaveOpen: booleanParameter
    .optional()
    .meta({ description: 'Leave incidents open at the receiver instead of closing them first.', example: 'false' }),
});
export type DeleteChannelQuery = z.output<typeof deleteChannelQuery>;
