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
/** One request each, which together fit into the time of one attempt. */
const KEYS_PER_MESSAGE = 3;
const MESSAGES_AT_ONCE = 8;
/** After it no attempt begins. One takes 20 s at most, and the gateway waits for 40 s. */
const PATIENCE_MS = 15_000;

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
    const waiting = chunksOf(keys, KEYS_PER_MESSAGE);
    let closed = 0;
    let answer = '';
    const closeMore = async (): Promise<void> => {
      for (let chunk = waiting.shift(); chunk && answer === ''; chunk = waiting.shift()) {
        if (performance.now() > untilMs) {
          answer = 'The receiver is too slow. Try again.';
          return;
        }
        const outcome = await this.sendMessage.execute(endOfChannel(channel.name, occurredAt, chunk), channel);
        if (outcome.type === 'failed') answer = outcome.detail.slice(0, MAX_ANSWER).toWellFormed();
        else closed += chunk.length;
      }
    };
    await Promise.all(Array.from({ length: MESSAGES_AT_ONCE }, closeMore));
    return { openIncidents: keys.length - closed, answer };
  }

  async #openKeys(channelId: string): Promise<string[]> {
    const { manager } = this.dataSource;
    const open = await openIncidents(manager, channelId);
    const keys = open.map(({ topic, monitorId }) => incidentKey(topic, monitorId));
    const isStormTold = (await rowsOf(manager, wasStormTold, { channelId })).length > 0;
    return isStormTold ? [...keys, stormIncidentKey(channelId)] : keys;
  }
}

const chunksOf = (keys: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(keys.length / size) }, (_, index) => keys.slice(index * size, (index + 1) * size));

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
