import { z } from 'zod';
import { defineMessage, type MessageOf } from './define-message.js';

/** Request and reply over core NATS: send a test message through a channel now and return the receiver's response. */
export const channelTestV1 = defineMessage({
  name: 'channel.test',
  version: 1,
  stream: null,
  schema: z.object({ channelId: z.uuid() }),
});
export type ChannelTestV1 = MessageOf<typeof channelTestV1>;

export const channelTestReplyV1 = z.object({
  isDelivered: z.boolean(),
  status: z.int().nullable(),
  answer: z.string().max(4096),
  durationMs: z.number().min(0),
});
export type ChannelTestReplyV1 = z.infer<typeof channelTestReplyV1>;
