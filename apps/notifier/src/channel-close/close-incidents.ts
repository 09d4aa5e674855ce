import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ChannelCloseReplyV1 } from '@wakeful/contracts';
import { databaseNow, NotificationChannelEntity, rowsOf, wasStormTold } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { hasIncidents } from '../channels/registry.js';
import { SendMessage } from '../deliveries/send-message.js';
import { incidentKey, openIncidents } from '../events/topics.js';
import { type AlertMessage, alertMessage } from '../messages/alert-message.js';
import { stormIncidentKey } from '../messages/digest-message.js';

const MAX_ANSWER = 4_000;
/** Requests that fit into the time of one attempt. */
const KEYS_PER_MESSAGE = 10;
/** The gateway waits somewhat longer. */
const PATIENCE_MS = 30_000;

/**
 * Closes at its receiver what a channel has opened there, before the channel is deleted: afterwards nothing could. To close
 * what is closed already does no harm.
 */
@Injectable()
export class CloseIncidents {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendMessage) private readonly sendMessage: SendMessage,
  ) {}

  /** null: the channel does not exist. */
  async execute(channelId: string): Promise<ChannelCloseReplyV1 | null> {
    const { manager } = this.dataSource;
    const channel = await manager.getRepository(NotificationChannelEntity).findOneBy({ id: channelId });
    if (!channel) return null;
    const keys = hasIncidents(channel.type) ? await this.#openKeys(channelId) : [];
    const occurredAt = await databaseNow(manager);
    const untilMs = performance.now() + PATIENCE_MS;
    for (let done = 0; done < keys.length; done += KEYS_PER_MESSAGE) {
      const left = keys.length - done;
      if (performance.now() > untilMs) return { openIncidents: left, answer: 'The receiver is too slow. Try again.' };
      const message = endOfChannel(channel.name, occurredAt, keys.slice(done, done + KEYS_PER_MESSAGE));
      const outcome = await this.sendMessage.execute(message, channel);
      if (outcome.type === 'failed') {
        return { openIncidents: left, answer: outcome.detail.slice(0, MAX_ANSWER).toWellFormed() };
      }
    }
    return { openIncidents: 0, answer: '' };
  }

  async #openKeys(channelId: string): Promise<string[]> {
    const { manager } = this.dataSource;
    const open = await openIncidents(manager, channelId);
    const keys = open.map(({ topic, monitorId }) => incidentKey(topic, monitorId));
    if (keys.length === 0 || (await rowsOf(manager, wasStormTold, { channelId })).length === 0) return keys;
    return [...keys, stormIncidentKey(channelId)];
  }
}

const endOfChannel = (channelName: string, occurredAt: string, keys: readonly string[]): AlertMessage =>
  alertMessage({
    id: randomUUID(),
    kind: 'monitoring',
    severity: 'info',
    title: `The channel ${channelName} was deleted`,
    summary: 'Its incidents are closed for that reason; what they are about may still be down.',
    occurredAt,
    facts: [],
    links: [],
    incident: { action: 'close', keys },
  });
