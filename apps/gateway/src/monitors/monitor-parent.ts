import { lineOfMonitor, lockInTransaction, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';

const problem = (message: string): InvalidRequestError => new InvalidRequestError([{ path: 'parentId', message }]);

/**
 * Makes sure that a monitor may have this parent.
 * @throws InvalidRequestError when there is no such monitor, or when it is the monitor itself or below it
 */
export async function assertParent({ database }: ReadContext, id: string, parentId: string | null): Promise<void> {
  if (parentId === null) return;
  await lockInTransaction(database, 'monitorParents');
  const line = await rowsOf(database, lineOfMonitor, { id: parentId });
  if (parentId === id || line.some((one) => one.id === id))
    throw problem('must not be the monitor itself or one of its descendants');
  if (line.length === 0) throw problem('does not match any monitor');
}
