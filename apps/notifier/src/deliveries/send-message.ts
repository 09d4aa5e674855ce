import { Inject, Injectable } from '@nestjs/common';
import { type ChannelSettings, channelSettings } from '@wakeful/contracts';
import type { NotificationChannelEntity } from '@wakeful/persistence';
import { SecretBox } from '@wakeful/platform';
import { guardedAgents, ProbeFailure, ProbeNet } from '@wakeful/probing';
import { DeliveryError, type Receipt } from '../channels/channel.js';
import { sendThrough } from '../channels/registry.js';
import type { AlertMessage } from '../messages/alert-message.js';
import { maskSecrets } from './mask-secrets.js';
import type { Outcome } from './settle-delivery.js';

const SEND_TIMEOUT_MS = 20_000;

/** Sends a message through a channel, once. What goes wrong is part of the outcome; no secret is. */
@Injectable()
export class SendMessage {
  constructor(
    @Inject(SecretBox) private readonly box: SecretBox,
    @Inject(ProbeNet) private readonly net: ProbeNet,
  ) {}

  async execute(
    message: AlertMessage,
    channel: Pick<NotificationChannelEntity, 'sealedSettings'>,
  ): Promise<Exclude<Outcome, { type: 'muted' }>> {
    let settings: ChannelSettings;
    try {
      settings = channelSettings.parse(JSON.parse(this.box.open(channel.sealedSettings)));
    } catch (error) {
      return failed(error);
    }
    try {
      const { status, answer } = await this.send(message, settings);
      return { type: 'delivered', status, answer: maskSecrets(answer, settings) };
    } catch (error) {
      const failure = failed(error);
      return { ...failure, detail: maskSecrets(failure.detail, settings) };
    }
  }

  private async send(message: AlertMessage, settings: ChannelSettings): Promise<Receipt> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), SEND_TIMEOUT_MS);
    const network = { net: this.net, agents: guardedAgents(this.net), signal: controller.signal };
    try {
      return await sendThrough(message, settings, network);
    } finally {
      clearTimeout(timer);
      // Whatever is still open, such as an answer that nobody reads to its end.
      controller.abort();
    }
  }
}

function failed(error: unknown): Extract<Outcome, { type: 'failed' }> {
  const isForeseen = error instanceof DeliveryError || error instanceof ProbeFailure;
  const detail = error instanceof Error ? error.message : String(error);
  const { status = null, retryAfterMs = null } = error instanceof DeliveryError ? error : {};
  return { type: 'failed', status, detail: isForeseen ? detail : `It could not be sent: ${detail}`, retryAfterMs };
}
