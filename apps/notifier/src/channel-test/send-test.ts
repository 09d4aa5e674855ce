import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ChannelTestReplyV1 } from '@wakeful/contracts';
import { changesOf, databaseNow, logTestDelivery, NotificationChannelEntity } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { hasIncidents } from '../channels/registry.js';
import { SendMessage } from '../deliveries/send-message.js';
import { type AlertMessage, alertMessage, type Incident } from '../messages/alert-message.js';

const MAX_ANSWER = 4_000;
const MAX_LOGGED = 2_000;
const NOT_CLOSED = 'The test incident was opened, but could not be closed again. ';

const testMessage = (channelName: string, occurredAt: string, incident: Incident): AlertMessage =>
  alertMessage({
    id: randomUUID(),
    kind: 'test',
    severity: 'info',
    title: 'Wakeful test message',
    summary: `The channel ${channelName} works.`,
    occurredAt,
    facts: [],
    links: [],
    incident,
  });

/**
 * Sends a test message through a channel, enabled or not, and returns the receiver's response. If that opens an
 * incident, it is closed again at once. The log of deliveries has it, so that the state of the channel is that of its
 * newest message.
 */
@Injectable()
export class SendTest {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendMessage) private readonly sendMessage: SendMessage,
  ) {}

  /** null: the channel does not exist. */
  async execute(channelId: string): Promise<ChannelTestReplyV1 | null> {
    const channel = await this.dataSource.getRepository(NotificationChannelEntity).findOneBy({ id: channelId });
    if (!channel) return null;
    const begunMs = performance.now();
    const occurredAt = await databaseNow(this.dataSource);
    const key = `wakeful-test-${channelId}`;
    let outcome = await this.sendMessage.execute(
      testMessage(channel.name, occurredAt, { action: 'open', key }),
      channel,
    );
    const isOpened = outcome.type === 'delivered' && hasIncidents(channel.type);
    if (isOpened) {
      outcome = await this.sendMessage.execute(
        testMessage(channel.name, occurredAt, { action: 'close', keys: [key] }),
        channel,
      );
    }
    const answer = outcome.type === 'delivered' ? outcome.answer : `${isOpened ? NOT_CLOSED : ''}${outcome.detail}`;
    const isDelivered = outcome.type === 'delivered';
    await changesOf(this.dataSource, logTestDelivery, {
      channelId,
      eventId: `test:${randomUUID()}`,
      state: isDelivered ? 'delivered' : 'dead',
      status: outcome.status,
      detail: answer.slice(0, MAX_LOGGED),
    });
    return {
      isDelivered,
      status: outcome.status,
      answer: answer.slice(0, MAX_ANSWER).toWellFormed(),
      durationMs: Math.round((performance.now() - begunMs) * 10) / 10,
    };
  }
}
