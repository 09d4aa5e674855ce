import type { Msg } from '@nats-io/transport-node';
import { ServerNats } from '@nestjs/microservices';
import { isInbox } from './reply-subjects.js';

/** Nest's responder over NATS, which ignores requests whose answer would go anywhere but to an inbox. */
export class RequestServer extends ServerNats {
  override async handleMessage(channel: string, request: Msg): Promise<unknown> {
    if (isInbox(request.reply)) return super.handleMessage(channel, request);
    this.logger.warn(`a request on ${channel} names no inbox and was ignored`);
    return undefined;
  }
}
