import type { DeliveryResponse } from '@wakeful/contracts';
import { changesOf, endRestOfChannel, retryFailedDelivery, rowsOf } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { RequestError } from '../http/request-error.js';
import { readDelivery } from './read-deliveries.js';

/** Only a failed delivery can be retried. */
class DeliveryNotFailedError extends RequestError {
  constructor(state: string) {
    super('delivery-not-failed', 409, `The delivery is ${state}: only a dead or retrying delivery can be retried.`);
  }
}

/**
 * Retries a failed delivery at once, and for another day if needed.
 * @throws NotFoundError, DeliveryNotFailedError
 */
export const retryDelivery = (context: Context, id: string): Promise<DeliveryResponse> =>
  inTransaction(context, async (context) => {
    const [retried] = await rowsOf(context.database, retryFailedDelivery, { id });
    const delivery = await readDelivery(context, id);
    if (!retried) throw new DeliveryNotFailedError(delivery.state);
    await changesOf(context.database, endRestOfChannel, retried);
    return delivery;
  });
