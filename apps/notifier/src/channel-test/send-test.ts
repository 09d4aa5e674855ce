import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ChannelTestReplyV1 } from '@wakeful/contracts';
import { NotificationChannelEntity } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { SendMessage } from '../deliveries/send-message.js';
import { type AlertMessage, alertMessage } from '../messages/alert-message.js';

const MAX_ANSWER = 4_000;

const testMessage = (channelId: string, channelName: string): AlertMessage =>
  alertMessage({
    id: randomUUID(),
    kind: 'test',
    severity: 'info',
    title: 'A test message of Wakeful',
    summary: `If you can read this, the channel "${channelName}" works.`,
    occurredAt: new Date().toISOString(),
    facts: [{ name: 'Channel', value: channelName }],
    links: [],
    incident: { key: `wakeful-test-${channelId}`, action: 'open' },
  });

/** Sends a test message through a channel, whether or not it is switched on, and tells what the receiver answered. */
@Injectable()
export class SendTest {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendMessage) private readonly sendMessage: SendMessage,
  ) {}

  /** null: there is no such channel. */
  async execute(channelId: string): Promise<ChannelTestReplyV1 | null> {
    const channel = await this.dataSource.getRepository(NotificationChannelEntity).findOneBy({ id: channelId });
    if (!channel) return null;
    const begunMs = performance.now();
    const outcome = await this.sendMessage.execute(testMessage(channelId, channel.name), channel);
    const answer = outcome.type === 'delivered' ? outcome.answer : outcome.detail;
    return {
      isDelivered: outcome.type === 'delivered',
      status: outcome.status,
      answer: answer.slice(0, MAX_ANSWER).toWellFormed(),
      durationMs: Math.round((performance.now() - begunMs) * 10) / 10,
    };
  }
}
