import { Inject, Injectable } from '@nestjs/common';
import {
  changesOf,
  type ClaimedDelivery,
  isConnectionError,
  LEASE_SECONDS,
  NotificationChannelEntity,
  renewLease,
} from '@wakeful/persistence';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { judgeMutes, muteOfEnd, muteOfGone, type Mute } from '../events/muting.js';
import { buildMessage } from '../messages/build-message.js';
import { Links } from '../messages/links.js';
import { deliveriesTried } from '../notifier-metrics.js';
import { NO_ANSWER, SendMessage } from './send-message.js';
import { type Outcome, settleDelivery } from './settle-delivery.js';

const SETTLE_AGAIN_MS = 500;
const NOTHING_LEFT: Mute = { by: 'gone', detail: 'Every monitor that it is about was deleted.' };

/** One try of one delivery, from its message to what became of it. */
@Injectable()
export class TryDelivery {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendMessage) private readonly sendMessage: SendMessage,
    @Inject(Links) private readonly links: Links,
    @Inject(OutageLog) private readonly outages: OutageLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Throws only what the database throws; the lease then runs out, and the delivery is due again. */
  async execute(delivery: ClaimedDelivery): Promise<void> {
    const { manager } = this.dataSource;
    const channel = await manager.getRepository(NotificationChannelEntity).findOneBy({ id: delivery.channelId });
    if (!channel) return;
    const renewal = setInterval(() => void this.#renewLease(delivery), (LEASE_SECONDS * 1000) / 3);
    let outcome: Outcome;
    let state: string | null;
    try {
      outcome = await this.#outcomeOf(delivery, channel);
      state = await this.#settle(delivery, outcome);
    } finally {
      clearInterval(renewal);
    }
    deliveriesTried.inc({ type: channel.type, outcome: outcome.type });
    if (outcome.type !== 'failed') return;
    const { status, detail } = outcome;
    const context = { deliveryId: delivery.id, channelId: channel.id, type: channel.type, status, detail, state };
    if (state === 'dead') this.logger.error(context, 'a delivery was given up');
    else this.logger.warn(context, 'a delivery failed and will be tried again');
  }

  async #outcomeOf(delivery: ClaimedDelivery, channel: NotificationChannelEntity): Promise<Outcome> {
    const { manager } = this.dataSource;
    if (!channel.enabled) return { type: 'muted', mute: { by: 'disabled', detail: 'The channel is switched off.' } };
    const gone = (await muteOfGone(manager, delivery)) ?? (await muteOfEnd(manager, delivery, channel));
    if (gone) return { type: 'muted', mute: gone };
    // What mutes it may have become known while it waited, as that a page above it is down too.
    const verdicts = delivery.attempts === 1 ? await judgeMutes(manager, delivery, [channel.id]) : null;
    const mute = verdicts?.get(channel.id)?.mute;
    if (mute) return { type: 'muted', mute };
    try {
      const message = await buildMessage(manager, delivery, this.links);
      if (message === null) return { type: 'muted', mute: NOTHING_LEFT };
      return await this.sendMessage.execute(message, channel, delivery.reached);
    } catch (error) {
      // What cannot be said now is tried again, and given up in the end, as what cannot be sent.
      if (isConnectionError(error)) throw error;
      this.logger.error({ err: error, deliveryId: delivery.id }, 'a message could not be made');
      return { ...NO_ANSWER, detail: 'Its message could not be made: see the log.' };
    }
  }

  /** A mail server may think for ten minutes. Where this fails, another try may begin before this one has ended. */
  async #renewLease(delivery: ClaimedDelivery): Promise<void> {
    try {
      await changesOf(this.dataSource, renewLease, delivery);
    } catch (error) {
      if (!this.outages.explains(error))
        this.logger.warn({ err: error, deliveryId: delivery.id }, 'cannot keep a lease');
    }
  }

  /** The message is out: it is worth some patience to remember that, or it goes out again. */
  async #settle(delivery: ClaimedDelivery, outcome: Outcome): Promise<string | null> {
    const deadlineMs = performance.now() + LEASE_SECONDS * 1000;
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
