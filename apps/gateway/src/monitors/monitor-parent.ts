import { lockInTransaction } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { InvalidRequestError } from '../http/request-error.js';

const problem = (message: string): InvalidRequestError => new InvalidRequestError([{ path: 'parentId', message }]);

/**
 * Makes sure that a monitor may have this parent.
 * @throws InvalidRequestError when there is no such monitor, or when it is the monitor itself or below it
 */
export async function assertParent(manager: EntityManager, id: string, parentId: string | null): Promise<void> {
  if (parentId === null) return;
  await lockInTransaction(manager, 'monitorParents');
  const rows = await manager.query<{ id: string }[]>(
    `WITH RECURSIVE above AS (
       SELECT id, parent_id FROM monitors WHERE id = $1
        UNION SELECT m.id, m.parent_id FROM monitors m JOIN above ON m.id = above.parent_id
     ) SELECT id FROM above`,
    [parentId],
  );
  if (parentId === id || rows.some((row) => row.id === id))
    throw problem('must not be the monitor itself or one below it');
  if (rows.length === 0) throw problem('names no monitor');
}
