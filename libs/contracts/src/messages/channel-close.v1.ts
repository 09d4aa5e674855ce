import { z } from 'zod';
import { defineMessage, type MessageOf } from './define-message.js';

/** Request and reply over core NATS: close now what is open at the receiver of a channel that is about to be deleted. */
export const channelCloseV1 = defineMessage({
  name: 'channel.close',
  version: 1,
  stream: null,
  schema: z.object({ channelId: z.uuid() }),
});
export type ChannelCloseV1 = MessageOf<typeof channelCloseV1>;

export const channelCloseReplyV1 = z.object({
  /** How many incidents are still open. */
  openIncidents: z.int().min(0),
  /** Why they could not be closed; empty if there are none. */
  answer: z.string().max(4096),
});
export type ChannelCloseReplyV1 = z.infer<typeof channelCloseReplyV1>;
