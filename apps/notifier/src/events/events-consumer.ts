import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  checkerNetworkBackV1,
  checkerNetworkLostV1,
  downtimeClosedV1,
  downtimeOpenedV1,
  type MessageContract,
  type MessageOf,
  monitoringChangedV1,
  statusChangedV1,
} from '@wakeful/contracts';
import { MessageConsumers } from '@wakeful/messaging';
import { DeliveryLoop } from '../deliveries/delivery-loop.js';
import { AcceptEvent } from './accept-event.js';
import { type AlertEvent, degradedEvent, downEvent, monitoringEvent, recoveredEvent } from './alert-event.js';
import { networkBackEvent, networkLostEvent } from './network-loss.js';

/** Events of the same channels block each other; more concurrency would only hold Postgres connections. */
const CONCURRENCY = 2;

/** Consumes events from their stream; a message is acknowledged when its deliveries are committed. */
@Injectable()
export class EventsConsumer implements OnApplicationBootstrap {
  constructor(
    @Inject(MessageConsumers) private readonly consumers: MessageConsumers,
    @Inject(AcceptEvent) private readonly acceptEvent: AcceptEvent,
    @Inject(DeliveryLoop) private readonly loop: DeliveryLoop,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#consume(downtimeOpenedV1, 'notifier-opened', downEvent);
    await this.#consume(downtimeClosedV1, 'notifier-closed', recoveredEvent);
    await this.#consume(statusChangedV1, 'notifier-status', degradedEvent);
    await this.#consume(monitoringChangedV1, 'notifier-monitoring', monitoringEvent);
    await this.#consume(checkerNetworkLostV1, 'notifier-network-lost', networkLostEvent);
    await this.#consume(checkerNetworkBackV1, 'notifier-network-back', networkBackEvent);
  }

  async #consume<Contract extends MessageContract>(
    contract: Contract,
    durable: string,
    eventOf: (message: MessageOf<Contract>) => AlertEvent | null,
  ): Promise<void> {
    await this.consumers.consume(contract, { durable, concurrency: CONCURRENCY }, async (message) => {
      const event = eventOf(message);
      if (event === null) return;
      await this.acceptEvent.execute(event);
      this.loop.poke();
    });
  }
}
