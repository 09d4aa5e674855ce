import { Injectable } from '@nestjs/common';
import type { DeliveryResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { RequestError } from '../http/request-error.js';
import { endRest } from '../notification-channels/end-rest.js';
import { GetDelivery } from './get-delivery.js';

/** Only what failed can be sent again. */
class DeliveryNotFailedError extends RequestError {
  constructor(state: string) {
    super('delivery-not-failed', 409, `The delivery is ${state}: only one that is dead or retrying can be sent again.`);
  }
}

/** Has a delivery that failed sent again at once, and tried for another day if need be. */
@Injectable()
export class RetryDelivery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getDelivery: GetDelivery,
  ) {}

  /** @throws NotFoundError, DeliveryNotFailedError */
  async execute(id: string): Promise<DeliveryResponse> {
    return transact(this.dataSource, async (manager) => {
      const [rows] = await manager.query<[{ channelId: string }[], number]>(
        `UPDATE deliveries SET state = 'retrying', failures = 0, refusals = 0, next_try_at = now(), give_up_at = NULL
          WHERE id = $1 AND state IN ('dead', 'retrying') RETURNING channel_id AS "channelId"`,
        [id],
      );
      const delivery = await this.getDelivery.execute(id, manager);
      const [retried] = rows;
      if (!retried) throw new DeliveryNotFailedError(delivery.state);
      await endRest(manager, retried.channelId);
      return delivery;
    });
  }
}
