import { Inject, Injectable } from '@nestjs/common';
import { isConnectionError, NotificationChannelEntity } from '@wakeful/persistence';
import { LOGGER, type Logger } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { judgeMutes } from '../events/muting.js';
import { buildMessage } from '../messages/build-message.js';
import { Links } from '../messages/links.js';
import { deliveriesTried } from '../notifier-metrics.js';
import { type ClaimedDelivery, LEASE_SECONDS } from './claim-deliveries.js';
import { SendMessage } from './send-message.js';
import { type Outcome, settleDelivery } from './settle-delivery.js';

const SETTLE_AGAIN_MS = 500;

/** One try of one delivery, from its message to what became of it. */
@Injectable()
export class TryDelivery {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendMessage) private readonly sendMessage: SendMessage,
    @Inject(Links) private readonly links: Links,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Throws only what the database throws; the lease then runs out, and the delivery is due again. */
  async execute(delivery: ClaimedDelivery): Promise<void> {
    const deadlineMs = performance.now() + LEASE_SECONDS * 1000;
    const { manager } = this.dataSource;
    const channel = await manager.getRepository(NotificationChannelEntity).findOneBy({ id: delivery.channelId });
    if (!channel) return;
    const outcome = await this.outcomeOf(delivery, channel);
    const state = await this.settle(delivery, outcome, deadlineMs);
    deliveriesTried.inc({ type: channel.type, outcome: outcome.type });
    if (outcome.type !== 'failed') return;
    const { status, detail } = outcome;
    const context = { deliveryId: delivery.id, channelId: channel.id, type: channel.type, status, detail, state };
    if (state === 'dead') this.logger.error(context, 'a delivery was given up');
    else this.logger.warn(context, 'a delivery failed and will be tried again');
  }

  private async outcomeOf(delivery: ClaimedDelivery, channel: NotificationChannelEntity): Promise<Outcome> {
    const { manager } = this.dataSource;
    if (!channel.enabled) return { type: 'muted', mute: { by: 'disabled', detail: 'The channel is switched off.' } };
    // What mutes it may have become known while it waited, as that a page above it is down too.
    const verdicts = delivery.attempts === 1 ? await judgeMutes(manager, delivery, [channel.id]) : null;
    const mute = verdicts?.get(channel.id)?.mute;
    if (mute) return { type: 'muted', mute };
    try {
      return await this.sendMessage.execute(await buildMessage(manager, delivery, this.links), channel);
    } catch (error) {
      // What cannot be said now is tried again, and given up in the end, as what cannot be sent.
      if (isConnectionError(error)) throw error;
      this.logger.error({ err: error, deliveryId: delivery.id }, 'a message could not be made');
      return {
        type: 'failed',
        status: null,
        detail: 'Its message could not be made: see the log.',
        retryAfterMs: null,
      };
    }
  }

  /** The message is out: it is worth some patience to remember that, or it goes out again. */
  private async settle(delivery: ClaimedDelivery, outcome: Outcome, deadlineMs: number): Promise<string | null> {
    for (;;) {
      try {
        return await settleDelivery(this.dataSource.manager, delivery, outcome);
      } catch (error) {
        if (performance.now() > deadlineMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, SETTLE_AGAIN_MS));
      }
    }
  }
}
