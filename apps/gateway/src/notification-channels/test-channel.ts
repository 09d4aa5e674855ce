import { Inject, Injectable } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { channelTestReplyV1, type ChannelTestResult, channelTestV1 } from '@wakeful/contracts';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { isConnectionTrouble, isNobodyThere, NATS_REQUESTS } from '../nats-requests.module.js';
import { GetChannel } from './get-channel.js';
import { NotifierFaultError, NotifierSilentError, NotifierUnreachableError } from './notification-channels.errors.js';

/** Longer than a notifier gives a receiver. */
const REPLY_TIMEOUT_MS = 40_000;

/** Has a notifier send a test message now, and tells what the receiver answered. */
@Injectable()
export class TestChannel {
  constructor(
    @Inject(NATS_REQUESTS) private readonly requests: ClientProxy,
    private readonly getChannel: GetChannel,
  ) {}

  /** @throws ChannelNotFoundError, NotifierUnreachableError, NotifierSilentError, NotifierFaultError */
  async execute(id: string): Promise<ChannelTestResult> {
    await this.getChannel.execute(id);
    const reply = channelTestReplyV1.safeParse(await this.ask(id));
    if (!reply.success) throw new NotifierFaultError(reply.error);
    const { isDelivered, status, answer, durationMs } = reply.data;
    return { delivered: isDelivered, status, answer, durationMs };
  }

  private async ask(channelId: string): Promise<unknown> {
    const message = { channelId };
    try {
      const subject = channelTestV1.subjectOf(message);
      return await firstValueFrom(this.requests.send<unknown>(subject, message).pipe(timeout(REPLY_TIMEOUT_MS)));
    } catch (error) {
      if (error instanceof TimeoutError) throw new NotifierSilentError(REPLY_TIMEOUT_MS, error);
      if (isNobodyThere(error) || isConnectionTrouble(error)) throw new NotifierUnreachableError(error);
      throw new NotifierFaultError(error);
    }
  }
}
