import { type Accepted, checkRequestedV1 } from '@wakeful/contracts';
import type { Context } from '../context/context.js';
import { QueueUnavailableError } from '../http/queue-unavailable.error.js';

/**
 * Asks the scheduler to check every enabled monitor now.
 * @throws QueueUnavailableError
 */
export async function checkAll({ bus }: Pick<Context, 'bus'>): Promise<Accepted> {
  const at = new Date().toISOString();
  try {
    await bus.publish(checkRequestedV1, { kind: 'check-all', at });
  } catch (error) {
    throw new QueueUnavailableError(error);
  }
  return { accepted: true, at };
}
