import { Injectable } from '@nestjs/common';
import { type Accepted, checkRequestedV1 } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import { QueueUnavailableError } from '../http/queue-unavailable.error.js';

/** Asks the scheduler to check every enabled monitor now. */
@Injectable()
export class CheckAll {
  constructor(private readonly bus: MessageBus) {}

  /** @throws QueueUnavailableError */
  async execute(): Promise<Accepted> {
    const at = new Date().toISOString();
    try {
      await this.bus.publish(checkRequestedV1, { kind: 'check-all', at });
    } catch (error) {
      throw new QueueUnavailableError(error);
    }
    return { accepted: true, at };
  }
}
