import { z } from 'zod';
import { failureReason } from '../check.js';
import { monitorState } from '../monitor-status.js';
import { defineMessage, type MessageOf } from './define-message.js';

/** A monitor's status changed. Comes from the recorder's outbox: once in effect. */
export const statusChangedV1 = defineMessage({
  name: 'status.changed',
  version: 1,
  stream: 'EVENTS',
  schema: z.object({
    monitorId: z.uuid(),
    name: z.string(),
    url: z.string(),
    from: monitorState,
    to: monitorState,
    at: z.iso.datetime(),
    reason: failureReason.nullable(),
    detail: z.string(),
  }),
});
export type StatusChangedV1 = MessageOf<typeof statusChangedV1>;

const downtimeWindow = z.object({
  windowId: z.uuid(),
  monitorId: z.uuid(),
  name: z.string(),
  url: z.string(),
  /** Start of the first failing check. */
  startedAt: z.iso.datetime(),
  /** Start of the last good check before it: the outage started between the two. */
  lastGoodAt: z.iso.datetime().nullable(),
  reason: failureReason.nullable(),
  detail: z.string(),
});

export const downtimeOpenedV1 = defineMessage({
  name: 'downtime.opened',
  version: 1,
  stream: 'EVENTS',
  schema: downtimeWindow,
});
export type DowntimeOpenedV1 = MessageOf<typeof downtimeOpenedV1>;

export const downtimeClosedV1 = defineMessage({
  name: 'downtime.closed',
  version: 1,
  stream: 'EVENTS',
  schema: downtimeWindow.extend({
    /** Start of the first good check. */
    endedAt: z.iso.datetime(),
    affectedChecks: z.int().min(1),
  }),
});
export type DowntimeClosedV1 = MessageOf<typeof downtimeClosedV1>;
