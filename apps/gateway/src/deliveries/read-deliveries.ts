import type { DeliveryResponse, ListDeliveriesQuery, Page } from '@wakeful/contracts';
import { deliveryById, deliveryPages, readPage, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';

/** One page of the deliveries, newest first. */
export const listDeliveries = (
  { database }: ReadContext,
  query: ListDeliveriesQuery,
): Promise<Page<DeliveryResponse>> => readPage(database, deliveryPages, query);

/** @throws NotFoundError */
export async function readDelivery({ database }: ReadContext, id: string): Promise<DeliveryResponse> {
  const [delivery] = await rowsOf(database, deliveryById, { id });
  if (!delivery) throw new NotFoundError('delivery', id);
  return delivery;
}
