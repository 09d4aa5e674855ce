import { Inject, Injectable } from '@nestjs/common';
import {
  changesOf,
  type ClaimedDelivery,
  isConnectionError,
  LEASE_SECONDS,
  NotificationChannelEntity,
  noteTold,
  promoteFollower,
  renewLease,
} from '@wakeful/persistence';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { judgeMutes, type Mute, muteOfEnd, muteOfGone } from '../events/muting.js';
import { buildMessage } from '../messages/build-message.js';
import { Links } from '../messages/links.js';
import { deliveriesTried } from '../notifier-metrics.js';
import { NO_ANSWER, SendMessage } from './send-message.js';
import { type Outcome, settleDelivery } from './settle-delivery.js';

const SETTLE_AGAIN_MS = 500;
const NOTHING_LEFT: Mute = { by: 'gone', detail: 'All affected monitors were deleted.' };
const NOTHING_NEW: Mute = { by: 'gone', detail: 'The outage ended first, or nothing was new.' };

/** One delivery attempt, from building the message to recording the outcome. */
@Injectable()
export class TryDelivery {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendMessage) private readonly sendMessage: SendMessage,
    @Inject(Links) private readonly links: Links,
    @Inject(OutageLog) private readonly outages: OutageLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Throws only database errors; the lease then expires and the delivery is due again. */
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
    if (state === 'dead') this.logger.error(context, 'delivery failed permanently');
    else this.logger.warn(context, 'delivery failed, will retry');
  }

  async #outcomeOf(delivery: ClaimedDelivery, channel: NotificationChannelEntity): Promise<Outcome> {
    const { manager } = this.dataSource;
    // What is open at its receiver is closed all the same: nothing else does.
    if (!channel.enabled && delivery.facts.change !== 'detached')
      return { type: 'muted', mute: { by: 'disabled', detail: 'The channel is disabled.' } };
    const gone = (await muteOfGone(manager, delivery)) ?? (await muteOfEnd(manager, delivery, channel));
    if (gone) return { type: 'muted', mute: gone };
    // A reason to mute it may have appeared while it waited, such as its parent monitor going down.
    const verdicts = delivery.attempts === 1 ? await judgeMutes(manager, delivery, [channel.id]) : null;
    const mute = verdicts?.get(channel.id)?.mute;
    if (mute) return { type: 'muted', mute };
    try {
      const message = await buildMessage(manager, delivery, this.links);
      if (message === null) return { type: 'muted', mute: delivery.kind === 'update' ? NOTHING_NEW : NOTHING_LEFT };
      const outcome = await this.sendMessage.execute(message, channel, delivery.reached);
      return outcome.type === 'delivered' ? { ...outcome, told: message.told ?? null } : outcome;
    } catch (error) {
      // A message that cannot be built is retried and finally abandoned, like one that cannot be sent.
      if (isConnectionError(error)) throw error;
      this.logger.error({ err: error, deliveryId: delivery.id }, 'could not build a message');
      return { ...NO_ANSWER, detail: 'Could not build the message. See the notifier log.' };
    }
  }

  /** A mail server may take ten minutes. If renewal fails, another attempt may start before this one has ended. */
  async #renewLease(delivery: ClaimedDelivery): Promise<void> {
    try {
      await changesOf(this.dataSource, renewLease, delivery);
    } catch (error) {
      if (!this.outages.explains(error))
        this.logger.warn({ err: error, deliveryId: delivery.id }, 'cannot renew a lease');
    }
  }

  /** The message is sent: recording that is worth some retries, or it is sent again. */
  async #settle(delivery: ClaimedDelivery, outcome: Outcome): Promise<string | null> {
    const deadlineMs = performance.now() + LEASE_SECONDS * 1000;
    for (;;) {
      try {
        return await settleOne(this.dataSource, delivery, outcome);
      } catch (error) {
        if (performance.now() > deadlineMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, SETTLE_AGAIN_MS));
      }
    }
  }
}

/**
 * With its outcome, in one transaction, what that means for the thread of an incident: what it has heard, and that what was added to its
 * first message is not lost when that one need not be sent.
 */
async function settleOne(dataSource: DataSource, delivery: ClaimedDelivery, outcome: Outcome): Promise<string | null> {
  const told = outcome.type === 'delivered' ? (outcome.told ?? null) : null;
  const isMutedLead = delivery.kind === 'down' && outcome.type === 'muted';
  if (told === null && !isMutedLead) return settleDelivery(dataSource.manager, delivery, outcome);
  return dataSource.transaction(async (manager) => {
    const state = await settleDelivery(manager, delivery, outcome);
    if (told && state !== null) await changesOf(manager, noteTold, told);
    if (state === 'muted') await changesOf(manager, promoteFollower, { leadId: delivery.id });
    return state;
  });
}
