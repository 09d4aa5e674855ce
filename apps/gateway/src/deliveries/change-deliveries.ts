import type { DeliveryResponse } from '@wakeful/contracts';
import { changesOf, endRestOfChannel, retryFailedDelivery, rowsOf } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { RequestError } from '../http/request-error.js';
import { readDelivery } from './read-deliveries.js';

/** Only what failed can be sent again. */
class DeliveryNotFailedError extends RequestError {
  constructor(state: string) {
    super('delivery-not-failed', 409, `The delivery is ${state}: only one that is dead or retrying can be sent again.`);
  }
}

/**
 * Has a delivery that failed sent again at once, and tried for another day if need be.
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
