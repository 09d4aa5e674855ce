import { Inject, Injectable } from '@nestjs/common';
import { type ChannelSettings, channelSettings } from '@wakeful/contracts';
import type { NotificationChannelEntity } from '@wakeful/persistence';
import { SecretBox } from '@wakeful/platform';
import { ProbeFailure, ProbeNet } from '@wakeful/probing';
import { DeliveryError, type Receipt } from '../channels/channel.js';
import { sendThrough, timeoutMsOf } from '../channels/registry.js';
import { SendDeadline } from '../channels/send-deadline.js';
import type { AlertMessage } from '../messages/alert-message.js';
import { maskSecrets } from './mask-secrets.js';
import type { Outcome } from './settle-delivery.js';

/** The EHLO name for mail servers. */
export const EHLO_NAME = Symbol('EHLO_NAME');

/** A failure without a response from the receiver. */
export const NO_ANSWER = { type: 'failed', status: null, isRefused: false, retryAfterMs: null, reached: [] } as const;

/**
 * Sends a message once through a channel to the recipients not yet reached. Errors are part of the outcome; secrets are
 * not.
 */
@Injectable()
export class SendMessage {
  constructor(
    @Inject(SecretBox) private readonly box: SecretBox,
    @Inject(ProbeNet) private readonly net: ProbeNet,
    @Inject(EHLO_NAME) private readonly ehloName: string,
  ) {}

  async execute(
    message: AlertMessage,
    channel: Pick<NotificationChannelEntity, 'sealedSettings'>,
    reached: readonly string[] = [],
  ): Promise<Exclude<Outcome, { type: 'muted' }>> {
    let settings: ChannelSettings;
    try {
      settings = channelSettings.parse(JSON.parse(this.box.open(channel.sealedSettings)));
    } catch (error) {
      return failed(error);
    }
    try {
      const { status, answer } = await this.send(message, settings, reached);
      return { type: 'delivered', status, answer: maskSecrets(answer, settings) };
    } catch (error) {
      const failure = failed(error);
      return { ...failure, detail: maskSecrets(failure.detail, settings) };
    }
  }

  private async send(message: AlertMessage, settings: ChannelSettings, reached: readonly string[]): Promise<Receipt> {
    const deadline = new SendDeadline(timeoutMsOf(settings.type));
    const { net, ehloName } = this;
    const network = { net, deadline, reached, ehloName };
    try {
      return await sendThrough(message, settings, network);
    } finally {
      deadline.end();
    }
  }
}

function failed(error: unknown): Extract<Outcome, { type: 'failed' }> {
  const isForeseen = error instanceof DeliveryError || error instanceof ProbeFailure;
  const text = error instanceof Error ? error.message : String(error);
  const detail = isForeseen ? text : `Could not send: ${text}`;
  if (!(error instanceof DeliveryError)) return { ...NO_ANSWER, detail };
  const { status, isRefused, retryAfterMs, reached } = error;
  return { type: 'failed', status, detail, isRefused, retryAfterMs, reached };
}
